"""What was loaded, and from what, so that a report can cite it."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.db.models import Model

from entremise.core import clock
from entremise.territories.models import LoadedSource


@dataclass(frozen=True)
class Loaded:
    """The rows that a source gave, by model."""

    name: str
    version: str
    rows: dict[type[Model], int]


def fingerprint(path: Path) -> str:
    """The start of the file's SHA-256: enough to tell two versions apart."""
    return sha256(path.read_bytes()).hexdigest()[:12]


def up_to_date(name: str, version: str, *, after: str | None = None) -> bool:
    """Whether this version is loaded already, and no older than the source named `after`."""
    found = LoadedSource.objects.in_bulk([name, after] if after else [name])
    source, base = found.get(name), found.get(after or "")
    if source is None or source.version != version:
        return False
    return base is None or base.loaded_at <= source.loaded_at


def record_source(
    *,
    name: str,
    version: str,
    vintage: str,
    producer: str,
    licence: str,
    rows: int,
    whole_country: bool,
) -> LoadedSource:
    """Note that a source has been loaded, in the transaction that loads it."""
    source, _ = LoadedSource.objects.update_or_create(
        name=name,
        defaults={
            "version": version,
            "vintage": vintage,
            "producer": producer,
            "licence": licence,
            "rows": rows,
            "whole_country": whole_country,
            "loaded_at": clock.now(),
        },
    )
    return source
