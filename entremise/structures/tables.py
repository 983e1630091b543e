"""The registry as tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from entremise.core import clock
from entremise.core.typography import agree
from entremise.journal.models import RetentionRun
from entremise.ui.components import MISSING, Column, Link, Table, written

from .actor import STRUCTURE_ROLES
from .enums import Domain, OperatorType, Role
from .models import Dispositif, Membership, Partner, Structure
from .proofs import Coming, done_written, subject_of
from .queries import LineShown, is_closed

EUROS = Column("amount", "Montant annuel", numeric=True, unit="euros")
FUNDER, LABEL = Column("funder", "Financeur"), Column("label", "Intitulé")
SERVICE, PERIOD, SCOPE = (
    Column("dispositif", "Dispositif"),
    Column("period", "Période"),
    Column("scope", "Périmètre"),
)

# The five operator types, short enough for a column.
OPERATORS = {
    **dict(OperatorType.choices),
    OperatorType.ASSOCIATION.value: "association porteuse",
}


def domains_written(dispositif: Dispositif) -> str:
    """The labels of its domains, separated by commas."""
    return " ; ".join(Domain(code).label for code in dispositif.domains)


def period_written(start: date, end: date | None) -> str:
    """« 2026 » for a whole year, « 01/04/2026 → 31/12/2026 », « depuis le 01/01/2026 »."""
    if end is None:
        return f"depuis le {start:%d/%m/%Y}"
    if (start.month, start.day) == (1, 1) and end == start.replace(month=12, day=31):
        return str(start.year)
    return f"{start:%d/%m/%Y} → {end:%d/%m/%Y}"


def registry_table(rows: Iterable[Structure], opened: Mapping[int, int]) -> Table:
    """The list of structures, with how many dispositifs are open in each."""
    columns = (
        Column("name", "Structure"),
        Column("actor", "Acteur"),
        Column("operator", "Opérateur"),
        Column("commune", "Commune"),
        Column("open", "Dispositifs ouverts", numeric=True),
    )
    lines = [
        {
            "name": Link(row.name, reverse("structure_detail", args=[row.pk])),
            "actor": row.get_actor_type_display(),
            "operator": OPERATORS.get(row.operator_type, ""),
            "commune": row.commune.name if row.commune else MISSING,
            "open": opened.get(row.pk, 0),
        }
        for row in rows
    ]
    return Table("Structures du registre", columns, lines, layout="stack")


def team_written(sizes: Mapping[str, int]) -> list[str]:
    """« 12 médiateur·rices », for each role of a team."""
    labels = {code: (label, label.replace("·rice", "·rices")) for code, label in Role.choices}
    return [f"{count} {agree(count, *labels[role])}" for role, count in sizes.items()]


def dispositif_table(rows: Sequence[Dispositif]) -> Table:
    """The dispositifs of a structure."""
    today = clock.today()
    columns = (
        Column("name", "Dispositif"),
        Column("domains", "Domaines"),
        Column("communes", "Communes"),
        Column("people", "Personnes", numeric=True),
        Column("period", "Ouverture"),
    )
    lines = [
        {
            "name": Link(row.name, reverse("dispositif_detail", args=[row.pk])),
            "domains": domains_written(row),
            "communes": _few([commune.name for commune in row.communes.all()]),
            "people": row.people,  # type: ignore[attr-defined]
            "period": ("fermé, " if is_closed(row, today) else "")
            + period_written(row.opened_on, row.closed_on),
        }
        for row in rows
    ]
    return Table("Dispositifs de médiation", columns, lines, layout="stack")


def _few(names: Sequence[str]) -> str:
    if len(names) <= 3:
        return ", ".join(names)
    return f"{', '.join(names[:2])} et {len(names) - 2} autres"


def lines_table(rows: Sequence[LineShown], *, caption: str, editable: bool) -> Table:
    """Who pays for one dispositif. The column of amounts is there when one of them is readable."""
    lines = [_line(row) for row in rows]
    if editable:
        for line, row in zip(lines, rows, strict=True):
            line["label"] = Link(row.line.label, reverse("funding_edit", args=[row.line.pk]))
    columns = _with_amounts([FUNDER, LABEL, PERIOD, SCOPE], rows)
    empty = "Aucun financement n'est en cours."
    return Table(caption, columns, lines, layout="stack", empty=empty)


def current_lines_table(rows: Sequence[LineShown]) -> Table:
    """Who pays today, for which dispositif of a structure."""
    ordered = sorted(rows, key=lambda row: (row.line.dispositif.name, row.line.funder.name))
    return Table(
        paid_now(rows),
        _with_amounts([FUNDER, SERVICE, LABEL, PERIOD], rows),
        [_line(row) for row in ordered],
        layout="stack",
        empty="Aucun financement n'est en cours.",
    )


def paid_now(rows: Sequence[LineShown]) -> str:
    """« 3 financements en cours : 450 000 € par an »."""
    known = [row.amount for row in rows if row.amount is not None]
    count = f"{len(rows)} {agree(len(rows), 'financement')} en cours"
    if not known:
        return count
    untold = len(rows) - len(known)
    without = f", {untold} sans montant indiqué" if untold else ""
    return f"{count} : {written(sum(known), 'euros')} par an{without}"


def paid_table(rows: Sequence[LineShown]) -> Table:
    """What a structure pays for."""
    operator = Column("operator", "Opérateur")
    columns = _with_amounts([SERVICE, operator, LABEL, PERIOD], rows)
    return Table(
        "Ce que la structure finance", columns, [_line(row) for row in rows], layout="stack"
    )


def _with_amounts(columns: list[Column], rows: Sequence[LineShown]) -> list[Column]:
    return [*columns, EUROS] if any(row.amount_known for row in rows) else columns


def _line(row: LineShown) -> dict[str, Any]:
    line = row.line
    return {
        "funder": line.funder.name,
        "operator": str(line.dispositif.structure),
        "dispositif": Link(
            line.dispositif.name, reverse("dispositif_detail", args=[line.dispositif_id])
        ),
        "label": line.label,
        "period": period_written(line.starts_on, line.ends_on),
        "scope": line.territory,
        "amount": _amount(row),
    }


def _amount(row: LineShown) -> Any:
    """The amount, or why it is not there."""
    if not row.amount_known:
        return "non communiqué"
    return "non indiqué" if row.amount is None else row.amount


def member_table(rows: Iterable[Membership], *, caption: str, editable: bool) -> Table:
    """People, their role, their teams, and their last day when one of them has one.

    A director manages the roles the structure gives; others held in it are only shown.
    """
    rows = list(rows)
    columns = [Column("name", "Personne"), Column("role", "Rôle"), Column("teams", "Équipes")]
    lines = [
        {
            "name": _person(
                row, "member_detail" if editable and row.role in STRUCTURE_ROLES else ""
            ),
            "role": row.get_role_display(),
            "teams": ", ".join(team.name for team in row.dispositifs.all()),
            "end": row.ends_on,
        }
        for row in rows
    ]
    return Table(caption, _with_ends(columns, rows), lines, layout="stack")


def account_table(rows: Sequence[Membership]) -> Table:
    """The accounts the administrator looks after."""
    columns = [Column("name", "Personne"), Column("structure", "Structure"), Column("role", "Rôle")]
    lines = [
        {
            "name": _person(row, "account_detail"),
            "structure": row.structure.name,
            "role": role_written(row),
            "end": row.ends_on,
        }
        for row in rows
    ]
    caption = "Comptes ouverts par l'administration"
    return Table(caption, _with_ends(columns, rows), lines, layout="stack")


def role_written(membership: Membership) -> str:
    """The role, and the region it follows."""
    role = membership.get_role_display()
    return f"{role}, {membership.region}" if membership.region else role


def _person(row: Membership, url_name: str) -> Any:
    return Link(row.user.name, reverse(url_name, args=[row.pk])) if url_name else row.user.name


def _with_ends(columns: list[Column], rows: Sequence[Membership]) -> list[Column]:
    return (
        [*columns, Column("end", "Dernier jour")] if any(row.ends_on for row in rows) else columns
    )


def partner_table(rows: Iterable[Partner], *, editable: bool) -> Table:
    """The address book."""
    columns = (
        Column("name", "Partenaire"),
        Column("category", "Catégorie"),
        Column("organisation", "Organisme au registre"),
    )
    lines = [
        {
            "name": Link(row.name, reverse("partner_edit", args=[row.pk]))
            if editable
            else row.name,
            "category": row.get_category_display(),
            "organisation": row.organisation.name if row.organisation else "",
        }
        for row in rows
    ]
    return Table("Carnet d'adresses", columns, lines, layout="stack")


def coming_table(rows: Iterable[Coming]) -> Table:
    """What is about to end under each rule."""
    columns = (
        Column("subject", "Ce qui est gardé"),
        Column("duration", "Durée"),
        Column("action", "Ensuite"),
        Column("tonight", "La nuit prochaine", numeric=True),
        Column("soon", "D'ici trois mois", numeric=True),
    )
    lines = [
        {
            "subject": row.rule.subject,
            "duration": row.rule.duration,
            "action": row.rule.action.label,
            "tonight": row.tonight,
            "soon": row.soon,
        }
        for row in rows
    ]
    caption = "Enregistrements de la structure qui arrivent à échéance"
    return Table(caption, columns, lines, layout="stack")


def run_table(rows: Iterable[RetentionRun]) -> Table:
    """What was done, night after night, each with its proof."""
    columns = (
        Column("subject", "Ce qui était gardé"),
        Column("day", "Échéances au"),
        Column("done", "Fait"),
        Column("failed", "En échec", numeric=True),
    )
    lines = [
        {
            "subject": Link(subject_of(row), reverse("retention_run", args=[row.pk])),
            "day": row.day,
            "done": done_written(row) + ("" if row.ended_at else ", interrompu"),
            "failed": len(row.failures),
        }
        for row in rows
    ]
    return Table("Passages de conservation", columns, lines, layout="stack")
