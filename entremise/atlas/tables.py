"""What maps and coverage say, as tables."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from entremise.core.typography import figure
from entremise.structures.enums import Domain
from entremise.ui.components import MISSING, Column, Link, Table

from .coverage import Band, Covered
from .overlaps import Overlap
from .shading import Measure, Shading, Unit
from .words import meeting_written, places_written, when_written

MOST_ROWS = 60


def shading_table(shades: Shading, *, linked: bool) -> Table:
    """The shaded territories with their values, the highest first; communes lead to their coverage
    when `linked`."""
    order = sorted(
        shades.names, key=lambda code: (-(shades.values.get(code) or 0), shades.names[code])
    )
    heading = {
        Measure.DISPOSITIFS: "Dispositifs",
        Measure.JOBS: "Emplois",
        Measure.PEOPLE: "Habitants par dispositif",
    }[shades.measure]
    rows = [
        {
            "name": Link(shades.names[code], reverse("commune_coverage", args=[code]))
            if linked and shades.unit == Unit.COMMUNE
            else shades.names[code],
            "value": shades.values.get(code, MISSING),
        }
        for code in order[:MOST_ROWS]
    ]
    said = f"{heading} {shades.unit.label}"
    if len(order) > MOST_ROWS:
        said = f"{said} : les {MOST_ROWS} premiers sur {len(order)}"
    columns = (Column("name", "Territoire"), Column("value", heading, numeric=True))
    return Table(said, columns, rows)


def place_href(place: Covered) -> str:
    """The page of a QPV or of a commune."""
    name = "qpv_coverage" if place.is_qpv else "commune_coverage"
    return reverse(name, args=[place.code])


def coverage_table(places: Iterable[Covered], caption: str) -> Table:
    """A line for each place: who works there, on what, when."""
    columns = (
        Column("name", "Territoire"),
        Column("where", "Commune"),
        Column("people", "Habitants", numeric=True),
        Column("count", "Dispositifs", numeric=True),
        Column("services", "Lesquels"),
        Column("domains", "Domaines"),
        Column("when", "Quand"),
    )
    rows: list[dict[str, Any]] = [
        {
            "name": Link(_named(place), place_href(place)),
            "where": place.where,
            "people": place.population,
            "count": len(place.services),
            "services": services_written(place),
            "domains": domains_of(place),
            "when": when_written(place),
        }
        for place in places
    ]
    kept = [column for column in columns if any(row[column.key] not in ("", None) for row in rows)]
    return Table(caption, kept or columns, rows, layout="stack")


def _named(place: Covered) -> str:
    return f"{place.name} (périmètre fictif)" if place.fictitious else place.name


def services_written(place: Covered, most: int = 2) -> str:
    """« Moulins (Citéo), Correspondants de nuit (AGDM) et 3 autres »."""
    names = [f"{service.name} ({service.structure})" for service, _ in place.services]
    if len(names) <= most + 1:
        return ", ".join(names)
    return f"{', '.join(names[:most])} et {figure(len(names) - most)} autres"


def domains_of(place: Covered) -> str:
    """The labels of what is done there."""
    done = place.domains
    return " ; ".join(str(label) for code, label in Domain.choices if code in done)


def overlap_table(pairs: Sequence[Overlap]) -> Table:
    """The pairs of dispositifs that meet."""
    columns = (
        Column("first", "Dispositif"),
        Column("second", "et"),
        Column("places", "Où"),
        Column("domains", "Domaines communs"),
        Column("when", "Quand"),
    )
    rows = [
        {
            "first": f"{pair.first.name} ({pair.first.structure})",
            "second": f"{pair.second.name} ({pair.second.structure})",
            "places": places_written(pair),
            "domains": " ; ".join(pair.domains),
            "when": meeting_written(pair),
        }
        for pair in pairs
    ]
    return Table(
        "Dispositifs qui font la même chose au même endroit", columns, rows, layout="stack"
    )


EXPORTED = (
    "nature", "code", "nom", "communes", "habitants", "dispositifs", "lesquels", "domaines",
    *(f"{band.label}, jours couverts" for band in Band), "horaires inconnus",
)  # fmt: skip


def export_row(place: Covered) -> list[Any]:
    """A place as a line of a file."""
    return [
        "QPV" if place.is_qpv else "commune",
        place.code,
        place.name,
        place.where,
        "" if place.population is None else place.population,
        len(place.services),
        " | ".join(f"{service.name} ({service.structure})" for service, _ in place.services),
        domains_of(place),
        *(len(place.days(band)) for band in Band),
        place.unknown,
    ]
