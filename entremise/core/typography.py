"""French typography: the spaces that must not break, the comma, the guillemets, the apostrophe."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format

NARROW = "\u202f"  # before ; ! ? and between thousands
WIDE = "\u00a0"  # before : and inside « »


def figure(value: float | int | Decimal, decimals: int = 0) -> str:
    """A number as a French reader writes it: 1 234,5, rounded half up."""
    quantum = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(quantum, rounding=ROUND_HALF_UP)
    whole, _, rest = f"{abs(rounded):,f}".partition(".")
    text = whole.replace(",", NARROW) + ("," + rest if rest else "")
    return f"−{text}" if rounded < 0 else text


def percent(ratio: float, decimals: int = 0) -> str:
    """0.125 → « 12,5 % » with the space that does not break."""
    return f"{figure(ratio * 100, decimals)}{NARROW}%"


def duration(minutes: int) -> str:
    """95 → « 1 h 35 », 20 → « 20 min »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{WIDE}min"
    whole = f"{figure(hours)}{WIDE}h"
    return f"{whole}{WIDE}{rest:02d}" if rest else whole


# What the rules below look for: most words of a page have none of it.
_SET = re.compile("[';!?:«»%€]")


def apostrophes(text: str) -> str:
    """« l'été » with the sign of printers instead of that of keyboards."""
    return re.sub(r"(?<=\w)'(?=[\w«])", "’", text)


def spaces(text: str) -> str:
    """« un mot : deux » with spaces that do not break, where the author typed plain ones. What
    comes before is perhaps not known yet: « {{ name }} : »."""
    text = re.sub(r" ([;!?])(?=\s|$)", NARROW + r"\1", text)
    text = re.sub(r" :(?=\s|$)", WIDE + ":", text)
    return text.replace("« ", "«" + WIDE).replace(" »", WIDE + "»")


def french(text: str) -> str:
    """Put the non-breaking spaces French punctuation asks for, and its apostrophe."""
    if not _SET.search(text):
        return text
    text = apostrophes(text)
    text = re.sub(r"[ \u00a0\u202f]*([;!?])(?!\w+=)", NARROW + r"\1", text)
    text = re.sub(r"(?<=\w)[ \u00a0\u202f]+:(?=\s|$)", WIDE + ":", text)
    text = re.sub(r"«[ \u00a0\u202f]*", "«" + WIDE, text)
    text = re.sub(r"[ \u00a0\u202f]*»", WIDE + "»", text)
    return re.sub(r"(?<=\d) (?=%|€)", NARROW, text)


def dated(day: date, shape: str) -> str:
    """A day or an instant in one of Django's shapes; the first of a month is « 1er »."""
    if day.day == 1:
        shape = shape.replace("j F", r"j\e\r F")
    return date_format(day, shape)


def long_date(day: date) -> str:
    """« 1er janvier 2026 »."""
    return dated(day, "j F Y")


def listed(items: Sequence[str]) -> str:
    """« Lille, Roubaix et Tourcoing »."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} et {items[-1]}"


def agree(count: float, singular: str, plural: str | None = None) -> str:
    """The noun in the number French wants: 0 and 1 are singular, 1,5 too, 2 is plural."""
    return singular if abs(count) < 2 else (plural or singular + "s")
