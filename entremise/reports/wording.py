"""How numbers of a bilan become French: cells, comparisons, sentences.

Whatever is suppressed or missing is said with the same words everywhere, and no sentence is made
from a number that is not published.
"""

from decimal import ROUND_HALF_UP, Decimal

from entremise.core import typography
from entremise.core.typography import NARROW, WIDE, agree, figure, percent

from .document import Cell, Measure

SECRET = "secret"
ABSENT = "n.\u202fd."

# Below this many last year, a percentage would make a change of a few units look like a trend.
PERCENT_FROM = 50


def cell_text(cell: Cell, measure: Measure) -> str:
    """What is printed in the cell: « 1 284 », « 71 % », « 1 h 35 », « secret », « n. d. »."""
    if cell.state == "suppressed":
        return SECRET
    if cell.number is None:
        return ABSENT
    return number_text(cell.number, measure)


def number_text(number: float, measure: Measure) -> str:
    """A number in its unit, rounded to the decimals of its measure."""
    if measure.unit == "percent":
        return percent(number, measure.decimals)
    if measure.unit == "minutes":
        return typography.duration(round(number))
    text = figure(number, measure.decimals)
    return f"{text}{WIDE}h" if measure.unit == "hours" else text


def sentence(cell: Cell, measure: Measure, one: str, many: str) -> str:
    """The figure said: « 1 284 interventions ». `one`/`many` follow the number."""
    if cell.number is None:
        return f"{measure.label}{WIDE}: {cell_text(cell, measure)}"
    shown = float(rounded(cell.number, measure.decimals))
    noun = many if measure.unit in {"percent", "minutes"} else agree(shown, one, many)
    return f"{number_text(cell.number, measure)} {noun}"


def comparison(value: Cell, previous: Cell, measure: Measure, than: str) -> str:
    """« 12 % de plus qu'en 2025 », or "" when one of the two is not published.

    `than` ends the sentence: « qu'en 2025 ». Shares are compared in points, small numbers in units.
    """
    if value.number is None or previous.number is None:
        return ""
    gap = _shown(value.number, measure) - _shown(previous.number, measure)
    if gap == 0:
        return f"autant {than}"
    sign = "plus" if gap > 0 else "moins"
    if measure.unit == "percent":
        points = figure(abs(gap), measure.decimals)
        return f"{points} {agree(float(abs(gap)), 'point')} de {sign} {than}"
    if measure.unit in {"ratio", "minutes"} or previous.number < PERCENT_FROM:
        return f"{number_text(float(abs(gap)), measure)} de {sign} {than}"
    return _in_percent(value.number / previous.number, sign, than)


def _in_percent(ratio: float, sign: str, than: str) -> str:
    if ratio >= 2:
        return f"{figure(ratio, 1)} fois plus {than}"
    change = rounded(abs(ratio - 1) * 100)
    return f"{figure(change)}{NARROW}% de {sign} {than}" if change else f"presque autant {than}"


def _shown(number: float, measure: Measure) -> Decimal:
    """The number as it is printed: what is compared is what the reader sees."""
    return rounded(number * 100 if measure.unit == "percent" else number, measure.decimals)


def rounded(number: float, decimals: int = 0) -> Decimal:
    """Rounded half up, as `typography.figure` prints it."""
    return Decimal(str(number)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
