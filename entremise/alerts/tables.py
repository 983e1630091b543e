"""The tables of alerts."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from entremise.core import clock
from entremise.ui.components import MISSING, Column, Hidden, Link, Table

from . import reference
from .models import Addressee
from .queries import Delay

SHOWN = 4


def addressee_table(rows: Iterable[Addressee], *, editable: bool) -> Table:
    """Who answers for what, and where."""
    today = clock.today()
    columns = (
        Column("label", "Destinataire"),
        Column("categories", "Répond de"),
        Column("communes", "Où"),
        Column("email", "Adresse"),
        Column("period", "Reçoit"),
    )
    lines = [
        {
            "label": Link(row.label, reverse("addressee_edit", args=[row.pk]))
            if editable
            else row.label,
            "categories": _few([reference.tree().short(code) for code in row.categories]) or "tout",
            "communes": _few([commune.name for commune in row.communes.all()]) or "partout",
            "email": row.email,
            "period": "oui" if row.serves_on(today) else "non",
        }
        for row in rows
    ]
    return Table("Destinataires des alertes", columns, lines, layout="stack")


def delay_table(rows: Sequence[Delay]) -> Table:
    """How long they take, medians in hours over a year."""
    columns = (
        Column("label", "Destinataire"),
        Column("received", "Alertes reçues", numeric=True),
        Column("answered", "Avec réponse", numeric=True),
        Column("solved", "Résolues", numeric=True),
        Column("to_answer", "Première réponse", numeric=True, unit="hours", decimals=1),
        Column("to_solve", "Résolution", numeric=True, unit="hours", decimals=1),
    )
    return Table(
        "Délais des douze derniers mois, médianes en heures",
        columns,
        [_delay(row) for row in rows],
        layout="stack",
        empty="Aucun destinataire n'est inscrit.",
    )


def _delay(row: Delay) -> dict[str, Any]:
    names = ("received", "answered", "solved", "to_answer", "to_solve")
    if row.hidden:
        small = Hidden(small_count=settings.SMALL_COUNT)
        return {
            "label": row.label,
            **dict.fromkeys(names, Hidden(small_count=0)),
            "received": small,
        }
    values = {name: getattr(row, name) for name in names}
    return {
        "label": row.label,
        **{name: MISSING if value is None else value for name, value in values.items()},
    }


def _few(names: Sequence[str]) -> str:
    if len(names) <= SHOWN:
        return ", ".join(names)
    return f"{', '.join(names[: SHOWN - 1])} et {len(names) - SHOWN + 1} autres"
