"""The bilan as printed: every text of the PDF, already written, for the Typst template."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from entremise.core.typography import NARROW, WIDE, figure, french, listed, long_date

from .document import Bilan, KeyFigure, Panel, Section, Table, TableRow, fingerprint
from .wording import SECRET, cell_text


@dataclass(frozen=True)
class Edition:
    """What an edition says of itself: its identifier, and its seal when it has one."""

    reference: str
    sealed_at: datetime | None = None
    sealed_by: str = ""

    @property
    def status(self) -> str:
        """« Scellé le … » or « Projet … »."""
        if self.sealed_at is None:
            return "Projet, non scellé\u00a0: ces chiffres peuvent encore changer."
        signed = f" par {self.sealed_by}" if self.sealed_by else ""
        return f"Bilan scellé le {moment(self.sealed_at)}{signed}."


def moment(at: datetime) -> str:
    """« 22 novembre 2026 à 14 h 05 », in the installation's time zone."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{long_date(local.date())} à {local.hour}{WIDE}h{WIDE}{local:%M}"


def secret_rule(small_count: int) -> str:
    """What « secret » means, in one sentence."""
    return french(
        f"« {SECRET} » remplace un nombre inférieur à {small_count}, ou un nombre qui permettrait "
        "de le retrouver par différence."
    )


def view_of(bilan: Bilan, edition: Edition, drawings: dict[str, str]) -> dict[str, Any]:
    """All the template prints. `drawings` are the SVG of the panels that have one, by key."""
    cover = bilan.cover
    return {
        "title": cover.title,
        "author": cover.structure,
        "description": f"{cover.dispositif}, {cover.period}, pour {cover.funder}",
        "structure": cover.structure,
        "kicker": f"{cover.kind} {bilan.order.year}",
        "cover_title": cover.dispositif,
        "period": _capital(cover.period),
        "addressing": [
            {"label": "Adressé à", "text": cover.funder},
            {"label": "Établi par", "text": cover.structure},
        ],
        "status": edition.status,
        "foot": list(foot(bilan, edition)),
        "frame_title": "Le cadre",
        "facts": _facts(bilan),
        "funding": _funding(bilan),
        "headline": bilan.headline,
        "figures": [_figure(item) for item in bilan.figures],
        "figures_note": figures_note(bilan),
        "sections": [_section(item, drawings, bilan) for item in bilan.sections],
        "tables_note": f"{secret_rule(bilan.order.small_count)} "
        "« n.\u202fd. » signale une donnée absente.",
        "tables": [
            _table(panel, number)
            for number, panel in enumerate(panels(bilan), start=1)
        ],
        "method": list(bilan.method),
        "definitions": [
            {"label": item.label, "text": item.text, "source": f"{item.unit} · {item.source}"}
            for item in bilan.definitions
        ],
        "provenance": provenance(bilan, edition),
    }  # fmt: skip


def panels(bilan: Bilan) -> list[Panel]:
    """The panels in the order of the document: the table numbers follow it."""
    return [panel for section in bilan.sections for panel in section.panels]


def foot(bilan: Bilan, edition: Edition) -> tuple[str, str]:
    """The two lines of the running foot: which document, then which data, sealed or not."""
    state = "scellé" if edition.sealed_at else "projet"
    return (
        f"{bilan.cover.title} · {bilan.cover.funder}",
        f"Données version {bilan.data_version}, {long_date(bilan.computed_at.date())} · {state}",
    )


def figures_note(bilan: Bilan) -> str:
    """The period compared with, or why there is none, and what « secret » stands for."""
    before = bilan.cover.previous_period
    compared = (
        f"Comparaisons avec la même période de {bilan.order.year - 1} ({before})."
        if before
        else "Pas de comparaison\u00a0: rien de comparable un an plus tôt."
    )
    return f"{compared} {secret_rule(bilan.order.small_count)}"


def provenance(bilan: Bilan, edition: Edition) -> list[dict[str, str]]:
    """Where the figures come from and how to check them again."""
    items = [
        ("Données", f"Version {figure(bilan.data_version)} de l’entrepôt de faits, lue le "
         f"{moment(bilan.computed_at)}."),
        ("Références", "\n".join(
            f"{item.name}{WIDE}: {item.version} ({item.producer})" for item in bilan.references)),
        ("Empreinte des chiffres", fingerprint(bilan)),
        ("Référence du rapport", edition.reference),
        ("État", edition.status),
    ]  # fmt: skip
    return [{"label": label, "text": text} for label, text in items if text]


def _facts(bilan: Bilan) -> list[dict[str, str]]:
    cover = bilan.cover
    qpvs = listed(cover.qpvs)
    if cover.fictitious_qpvs:
        qpvs += " (périmètres fictifs, pour la démonstration)"
    items = [
        ("Dispositif", cover.dispositif),
        ("Porté par", cover.structure),
        ("Financeur", cover.funder),
        ("Période", _capital(cover.period)),
        ("Domaines", _capital(listed(cover.domains))),
        ("Communes", listed(cover.communes)),
        ("Quartiers prioritaires", qpvs),
    ]
    return [{"label": label, "text": text} for label, text in items if text]


def _funding(bilan: Bilan) -> dict[str, Any]:
    return {
        "title": "Ce que ce financeur soutient",
        "columns": ["Ligne de financement", "Période", "Montant annuel", "Périmètre"],
        "rows": [
            [
                line.label,
                f"{line.starts_on:%d/%m/%Y} – {line.ends_on:%d/%m/%Y}",
                "–" if line.amount is None else f"{figure(line.amount)}{WIDE}€",
                _capital(line.scope),
            ]
            for line in bilan.cover.lines
        ],
    }


def _figure(item: KeyFigure) -> dict[str, str]:
    return {
        "label": item.measure.label,
        "value": cell_text(item.value, item.measure),
        "state": item.value.state,
        "comparison": _compared(item),
    }


def _compared(item: KeyFigure) -> str:
    """« 12 % de plus qu'en 2025 (1 146) », or nothing."""
    if not item.comparison:
        return ""
    return _capital(f"{item.comparison} ({cell_text(item.previous, item.measure)})")


def _section(section: Section, drawings: dict[str, str], bilan: Bilan) -> dict[str, Any]:
    order = [panel.key for panel in panels(bilan)]
    return {
        "title": section.title,
        "sentences": list(section.sentences),
        "panels": [
            {
                "key": panel.key,
                "title": panel.title,
                "subtitle": panel.subtitle,
                "svg": drawings[panel.key],
                "alternative": panel.alternative,
                "table_reference": f"Tableau {order.index(panel.key) + 1}",
                "source": f" · {bilan.cover.structure}, données v{NARROW}{bilan.data_version}",
            }
            for panel in section.panels
        ],
    }


def _table(panel: Panel, number: int) -> dict[str, Any]:
    table = panel.table
    return {
        "key": panel.key,
        "caption": f"{number}. {table.caption}",
        "heading": table.heading,
        "columns": [column.label for column in table.columns],
        "column_width": 26 if len(table.columns) < 4 else 21,
        "rows": [_row(row, table) for row in table.rows],
        "total": _row(table.total, table) if table.total else None,
        "note": table.note,
    }


def _row(row: TableRow, table: Table) -> dict[str, Any]:
    return {
        "label": row.label,
        "cells": [
            {"text": cell_text(cell, column), "state": cell.state}
            for cell, column in zip(row.cells, table.columns, strict=True)
        ],
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
