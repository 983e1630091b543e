"""The open datasets: what each holds, from data/opendata, as Table Schema and Data Package say it.

Specifications: https://specs.frictionlessdata.io/table-schema/ and /data-package/ (v1).
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Max, TextChoices
from django.urls import reverse

from config.env import ROOT
from entremise.journal.models import JournalLine
from entremise.structures.enums import ActorType, Domain, OperatorType, Portage

FOLDER = ROOT / "data" / "opendata"
NAMES = ("dispositifs", "structures", "emplois", "couverture")
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
LICENCE_NAME = "Licence Ouverte 2.0"
MEDIA = {"csv": "text/csv", "geojson": "application/geo+json"}


class Territory(TextChoices):
    """What a line of the coverage is about."""

    COMMUNE = "commune", "commune"
    QPV = "qpv", "quartier prioritaire"


# The words a column may hold, by the name data/opendata gives them.
VALUES: Mapping[str, Sequence[str]] = {
    "actor_type": ActorType.labels,
    "operator_type": OperatorType.labels,
    "domain": Domain.labels,
    "portage": Portage.labels,
    "territory": Territory.labels,
}


@dataclass(frozen=True)
class Dataset:
    """A table that anybody may download. `subjects` are the kinds of rows it is made from."""

    name: str
    title: str
    description: str
    keywords: Sequence[str]
    frequency: str
    formats: Sequence[str]
    subjects: Sequence[str]
    located: str
    fields: Sequence[Mapping[str, Any]]

    @property
    def header(self) -> list[str]:
        """The columns, in their order."""
        return [field["name"] for field in self.fields]

    @property
    def schema(self) -> dict[str, Any]:
        """Its Table Schema."""
        return {"fields": list(self.fields), "missingValues": [""], "primaryKey": self._key}

    @property
    def _key(self) -> list[str]:
        unique = [f["name"] for f in self.fields if f.get("constraints", {}).get("unique")]
        return unique or ["code_commune", "domaine"]

    @property
    def schema_address(self) -> str:
        """Where its schema is."""
        return _whole(reverse("public_schema", args=[self.name]))

    def file_address(self, kind: str) -> str:
        """Where it is in one format."""
        return _whole(reverse(f"public_{kind}", args=[self.name]))

    @property
    def files(self) -> list[tuple[str, str]]:
        """Its formats, and where each is."""
        return [(kind, self.file_address(kind)) for kind in self.formats]

    @property
    def resource(self) -> dict[str, Any]:
        """Its CSV as a resource of a Data Package."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "path": self.file_address("csv"),
            "format": "csv",
            "mediatype": MEDIA["csv"],
            "encoding": "utf-8",
            "profile": "tabular-data-resource",
            "dialect": {"delimiter": ";"},
            "schema": self.schema,
        }


@cache
def dataset(name: str) -> Dataset:
    """The dataset of that name, one of `NAMES`. Raises KeyError for another."""
    if name not in NAMES:
        raise KeyError(name)
    raw = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    fields = [_field(field) for field in raw.pop("fields")]
    return Dataset(name=name, fields=fields, **raw)


def _field(raw: dict[str, Any]) -> dict[str, Any]:
    """A column as Table Schema says it."""
    field = dict(raw)
    if values := field.pop("values", None):
        words = [str(label) for label in VALUES[values]]
        field["constraints"] = {**field.get("constraints", {}), "enum": words}
    return field


def datasets() -> list[Dataset]:
    """All of them, in the order of the page."""
    return [dataset(name) for name in NAMES]


def package() -> dict[str, Any]:
    """All of them as a Data Package."""
    return {
        "profile": "data-package",
        "name": "entremise-mediation-sociale",
        "title": "Données ouvertes de la médiation sociale",
        "homepage": _whole(reverse("public_data")),
        "licenses": [{"name": "etalab-2.0", "title": LICENCE_NAME, "path": LICENCE}],
        "contributors": [{"title": settings.PUBLISHER, "role": "publisher"}],
        "resources": [one.resource for one in datasets()],
    }


def last_written(kinds: Iterable[str]) -> dict[str, datetime]:
    """When rows of these kinds were last written, by the journal (one query)."""
    found = JournalLine.objects.filter(subject_type__in=set(kinds)).order_by()
    return dict(found.values_list("subject_type").annotate(Max("at")))


def modified() -> dict[str, datetime | None]:
    """When the rows of each dataset were last written (one query)."""
    last = last_written(subject for one in datasets() for subject in one.subjects)
    return {
        one.name: max((last[kind] for kind in one.subjects if kind in last), default=None)
        for one in datasets()
    }


def _whole(path: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}{path}"
