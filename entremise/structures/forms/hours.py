"""Hours typed without knowing a grammar: days to tick, from a time to another."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from entremise.structures.hours import Slot, Slots, hours_of, slots_of, validate_hours
from entremise.structures.hours.grammar import DAYS
from entremise.structures.hours.slots import DAY, OverlapError
from entremise.structures.hours.words import NAMES

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?")
SHOWN = 2  # rows in sight, others folded
ROWS = 6


@dataclass(frozen=True)
class Row:
    """A row as typed: days, and two times as the browser sends them."""

    days: tuple[str, ...] = ()
    start: str = ""
    end: str = ""

    def __bool__(self) -> bool:
        return bool(self.days or self.start or self.end)


@dataclass(frozen=True)
class Typed:
    """Everything typed about hours; `written` is in the form of OpenStreetMap."""

    rows: tuple[Row, ...] = ()
    closed_on_holidays: bool = False
    written: str = ""


class HoursWidget(forms.Widget):
    """Rows of days and times, and a line for those who know the grammar of OpenStreetMap."""

    template_name = "structures/hours_widget.html"
    is_group = True

    def id_for_label(self, id_: str) -> str:
        """A group has a legend rather than a label."""
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The rows that are filled, and blank ones."""
        typed = value if isinstance(value, Typed) else as_typed(value or "")
        rows = [*typed.rows, *[Row()] * (ROWS - len(typed.rows))]
        shown = max(SHOWN, len(typed.rows))
        days = list(zip(DAYS, NAMES, strict=True))
        return super().get_context(name, value, attrs) | {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "typed": typed,
            "shown": list(enumerate(rows[:shown], start=1)),
            "folded": list(enumerate(rows[shown:], start=shown + 1)),
            "days": days,
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        """What was typed, row by row."""
        held = data if isinstance(data, MultiValueDict) else MultiValueDict({})
        rows = (
            Row(
                tuple(day for day in DAYS if day in held.getlist(f"{name}-{place}-days")),
                str(data.get(f"{name}-{place}-start", ""))[:5],
                str(data.get(f"{name}-{place}-end", ""))[:5],
            )
            for place in range(1, ROWS + 1)
        )
        return Typed(
            tuple(row for row in rows if row),
            bool(data.get(f"{name}-holidays")),
            str(data.get(name, "")).strip(),
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """An empty week sends nothing for its boxes."""
        return False


class HoursField(forms.Field):
    """Hours in the form of OpenStreetMap; empty when nothing was typed."""

    widget = HoursWidget

    def clean(self, value: Typed) -> str:
        """Raises ValidationError for a row that is not whole, two that overlap, both ways at once,
        or hours that cannot be read."""
        if value.rows and value.written:
            raise ValidationError(
                "Donnez les horaires d'une seule façon : jour par jour, ou écrits comme "
                "OpenStreetMap. Effacez l'autre."
            )
        if value.written:
            if len(value.written) > 255:
                raise ValidationError("Ces horaires sont trop longs : 255 signes au plus.")
            validate_hours(value.written)
            return value.written
        slots = [_slot(row) for row in value.rows]
        try:
            return hours_of(Slots(slots, value.closed_on_holidays))
        except OverlapError as overlap:
            day = NAMES[DAYS.index(overlap.day)]
            raise ValidationError(f"Deux plages du {day} se recouvrent.") from None


def as_typed(hours: str) -> Typed:
    """Hours as the form shows them: by rows when they are of that kind, written otherwise."""
    read = slots_of(hours)
    if read is None or len(read.slots) > ROWS:
        return Typed(written=hours)
    rows = tuple(Row(tuple(slot.days), _time(slot.start), _time(slot.end)) for slot in read.slots)
    return Typed(rows, read.closed_on_holidays)


def _slot(row: Row) -> Slot:
    if not row.days:
        raise ValidationError("Cochez les jours de chaque plage.")
    if not row.start or not row.end:
        raise ValidationError("Donnez à chaque plage une heure de début et une heure de fin.")
    return Slot(row.days, _minutes(row.start), _minutes(row.end))


def _minutes(typed: str) -> int:
    if not (read := _TIME.fullmatch(typed)):
        raise ValidationError("Une heure s'écrit comme 16:30.")
    return int(read[1]) * 60 + int(read[2])


def _time(minutes: int) -> str:
    return f"{minutes % DAY // 60:02d}:{minutes % 60:02d}"
