"""Reads the codes and names of the npm package `@etalab/decoupage-administratif`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entremise.core.errors import Refusal

from .models import FormerCommune
from .names import key

Row = dict[str, Any]

CURRENT = "commune-actuelle"
_KINDS = {
    "commune-deleguee": FormerCommune.Kind.DELEGATED,
    "commune-associee": FormerCommune.Kind.ASSOCIATED,
    "arrondissement-municipal": FormerCommune.Kind.MUNICIPAL,
    "ancien-code": FormerCommune.Kind.MERGED,
}


@dataclass(frozen=True)
class Codes:
    """The geography of one vintage: rows whose keys are the attributes of our models."""

    version: str
    regions: list[Row]
    departements: list[Row]
    arrondissements: list[Row]
    epcis: list[Row]
    communes: list[Row]
    former: list[Row]
    postal_codes: list[Row]


def package_version(package: Path) -> str:
    """The version of the package. Raises Refusal when it is not installed."""
    if not (package / "package.json").is_file():
        raise Refusal(
            f"Le paquet @etalab/decoupage-administratif est introuvable ({package}) : "
            "installez-le avec « npm ci ».",
            code="codes_missing",
        )
    return str(_json(package / "package.json")["version"])


def read_codes(package: Path) -> Codes:
    """All the codes of the package, current and former. Raises Refusal when a file is broken."""
    data = package / "data"
    rows = _json(data / "communes.json")
    current = [row for row in rows if row["type"] == CURRENT]
    epcis = _json(data / "epci.json")
    epci_of = {member["code"]: epci["code"] for epci in epcis for member in epci["membres"]}
    return Codes(
        version=package_version(package),
        regions=[_named(row) for row in _json(data / "regions.json")],
        departements=[
            _named(row) | {"region_id": row["region"]} for row in _json(data / "departements.json")
        ],
        arrondissements=[
            _named(row) | {"departement_id": row["departement"]}
            for row in _json(data / "arrondissements.json")
        ],
        epcis=[{"siren": row["code"], "name": row["nom"], "kind": row["type"]} for row in epcis],
        communes=[_commune(row, epci_of.get(row["code"])) for row in current],
        former=list(_former(rows)),
        postal_codes=[
            {"commune_id": row["code"], "code": code}
            for row in current
            for code in dict.fromkeys(row.get("codesPostaux", ()))
        ],
    )


def former_commune(code: str, name: str, kind: str, today: str) -> Row:
    """The row of a former commune, its kind as the package names it."""
    return {"code": code, "name": name, "kind": _KINDS[kind].value, "commune_id": today}


def _named(row: Row) -> Row:
    return {"code": row["code"], "name": row["nom"]}


def _commune(row: Row, epci: str | None) -> Row:
    return _named(row) | {
        "search_name": key(row["nom"]),
        "successor_id": None,
        "departement_id": row["departement"],
        "region_id": row["region"],
        "arrondissement_id": row.get("arrondissement") or None,
        "epci_id": epci,
        "population": row.get("population"),
    }


def _former(rows: list[Row]) -> Iterator[Row]:
    """Each former code once: what says its kind and name wins over a bare old code."""
    seen: set[str] = set()
    for row in rows:
        if row["type"] != CURRENT:
            seen.add(row["code"])
            today = row.get("chefLieu") or row["commune"]
            yield former_commune(row["code"], row["nom"], row["type"], today)
    for row in rows:
        for code in row.get("anciensCodes", ()):
            if code not in seen:
                seen.add(code)
                yield former_commune(code, "", "ancien-code", row["code"])


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refusal(
            f"Le fichier {path.name} du paquet @etalab/decoupage-administratif ne se lit pas : "
            "réinstallez-le avec « npm ci ».",
            code="codes_unreadable",
        ) from error
