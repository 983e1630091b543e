"""Posts and conventions as tables."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from entremise.structures.models import FundingLine
from entremise.structures.tables import period_written
from entremise.ui.components import MISSING, Column, Link, Table

from .models import AdulteRelaisConvention, Position, PositionPeriod
from .queries import aid_by_year


def position_table(rows: Iterable[Position], *, of: int | None) -> Table:
    """The list of posts; without the employer when they are all those of one's structure."""
    columns = [
        Column("title", "Poste"),
        Column("employer", "Employeur"),
        Column("domain", "Domaine"),
        Column("commune", "Commune"),
        Column("state", "État"),
        Column("terms", "Contrat"),
    ]
    rows = list(rows)
    if all(row.structure_id == of for row in rows):
        del columns[1]
    lines = [
        {
            "title": Link(str(row), reverse("position_detail", args=[row.pk])),
            "employer": str(row.structure),
            "domain": row.get_domain_display(),
            "commune": row.commune.name,
            "state": state_written(row),
            "terms": row.story[0].terms,  # type: ignore[attr-defined]
        }
        for row in rows
    ]
    return Table("Postes de médiation sociale", columns, lines, layout="stack")


def state_written(position: Position) -> str:
    """« créé depuis le 01/09/2025 », « terminé le 31/12/2025 »."""
    if position.ended_on:
        return f"terminé le {position.ended_on:%d/%m/%Y}"
    now: PositionPeriod = position.story[0]  # type: ignore[attr-defined]
    since = min(
        period.starts_on
        for period in position.story  # type: ignore[attr-defined]
        if period.status == now.status
    )
    return f"{now.get_status_display()} depuis le {since:%d/%m/%Y}"


def lines_written(lines: Iterable[FundingLine]) -> list[str]:
    """Who pays for a post: « Contrat de ville 2026, Ville de Lille »."""
    return [f"{line.label}, {line.funder}" for line in lines]


def convention_table(rows: Iterable[AdulteRelaisConvention], *, of: int | None) -> Table:
    """Conventions by the day they end."""
    columns = [
        Column("number", "Convention"),
        Column("employer", "Employeur"),
        Column("position", "Poste"),
        Column("commune", "Commune"),
        Column("period", "Période"),
        Column("conditions", "Conditions vérifiées"),
        Column("next", "Suite"),
    ]
    rows = list(rows)
    if all(row.position.structure_id == of for row in rows):
        del columns[1]
    return Table(
        "Conventions adulte-relais", columns, [_convention(row) for row in rows], layout="stack"
    )


def _convention(row: AdulteRelaisConvention) -> dict[str, Any]:
    return {
        "number": Link(row.number, reverse("position_detail", args=[row.position_id])),
        "employer": str(row.position.structure),
        "position": str(row.position),
        "commune": row.position.commune.name,
        "period": period_written(row.starts_on, row.ends_on),
        "conditions": conditions_written(row),
        "next": "renouvelée" if hasattr(row, "renewal") else MISSING,
    }


def conditions_written(row: AdulteRelaisConvention) -> str:
    """How many of the three conditions were checked: « 3 sur 3 »."""
    checked = (row.age_checked_on, row.situation_checked_on, row.residence_checked_on)
    return f"{sum(day is not None for day in checked)} sur 3"


def aid_table(convention: AdulteRelaisConvention) -> Table:
    """The aid of the State year by year; what no source says is not guessed."""
    columns = (
        Column("year", "Année"),
        Column("euros", "Aide de l'État", numeric=True, unit="euros", decimals=2),
    )
    lines = [
        {"year": str(aid.year), "euros": MISSING if aid.euros is None else aid.euros}
        for aid in aid_by_year(convention)
    ]
    return Table(f"Aide de l'État, convention {convention.number}", columns, lines)
