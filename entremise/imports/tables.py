"""Imports as tables."""

from collections.abc import Iterable

from django.urls import reverse

from entremise.core.importing import Outcome
from entremise.core.typography import agree, figure
from entremise.ui.components import Column, Link, Table

from .models import Import


def import_table(rows: Iterable[tuple[Import, str]]) -> Table:
    """What was brought in, by whom, where it stands."""
    columns = (
        Column("what", "Import"),
        Column("file", "Fichier"),
        Column("by", "Importé par"),
        Column("total", "Lignes", numeric=True),
        Column("state", "État"),
    )
    lines = [
        {
            "what": Link(str(row), reverse("import_detail", args=[row.pk])),
            "file": name or "effacé",
            "by": row.by.user.name,
            "total": row.total,
            "state": row.get_state_display(),
        }
        for row, name in rows
    ]
    return Table("Fichiers importés", columns, lines, layout="stack")


def said(imported: Import) -> str:
    """« 12 à créer, 3 à mettre à jour, 85 inchangées »: what the rows come to, in words."""
    counts = imported.counts
    words = {
        Outcome.CREATE: ("à créer",) * 2,
        Outcome.UPDATE: ("à mettre à jour",) * 2,
        Outcome.UNCHANGED: ("inchangée", "inchangées"),
        Outcome.DUPLICATE: ("doublon probable", "doublons probables"),
        Outcome.SKIPPED: ("laissée de côté", "laissées de côté"),
        Outcome.ERROR: ("en erreur",) * 2,
    }
    if imported.confirmed_at:
        words |= {
            Outcome.CREATE: ("créée", "créées"),
            Outcome.UPDATE: ("mise à jour", "mises à jour"),
        }
    parts = [
        f"{figure(counts[outcome])} {agree(counts[outcome], *pair)}"
        for outcome, pair in words.items()
        if counts.get(outcome)
    ]
    return ", ".join(parts) or "aucune ligne"


def left_out(imported: Import) -> int:
    """How many rows will not be written because nobody mended or settled them."""
    outcomes = (Outcome.ERROR, Outcome.DUPLICATE)
    return sum(imported.counts.get(outcome, 0) for outcome in outcomes)


def share(imported: Import) -> int:
    """How far a worker is, of a hundred."""
    return min(100, 100 * imported.progress // max(imported.total, 1))
