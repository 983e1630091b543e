"""From the catalogue and the answers of the indicators to what a bilan keeps of them."""

import re

from entremise.core.typography import NARROW, french
from entremise.indicators.catalog import indicator
from entremise.indicators.indicator import UNITS
from entremise.indicators.questions import Row, Value

from .document import MISSING, Cell, Definition, Measure
from .outline import Said
from .wording import sentence


def measure_of(code: str) -> Measure:
    """How an indicator's numbers are named and written. Refuses a code that does not exist."""
    found = indicator(code)
    return Measure(found.code, found.label, found.unit, found.decimals)


def definition_of(code: str) -> Definition:
    """What an indicator counts, as the catalogue says it now."""
    found = indicator(code)
    text, source = (_typeset(words) for words in (found.definition, found.source))
    return Definition(found.label, text, UNITS[found.unit], source)


def _typeset(text: str) -> str:
    """French spaces, also inside « 34 444 »."""
    return french(re.sub(r"(?<=\d) (?=\d{3}\b)", NARROW, text))


def cell_of(value: Value | None) -> Cell:
    """A value as it is kept; what was not answered is missing."""
    if value is None:
        return MISSING
    known = value.state == "known" and value.number is not None
    return Cell(float(value.number or 0) if known else None, value.state)


def in_words(said: Said, totals: Row) -> str:
    """« 3 700 h de médiation (7 817 h de médiateurs…) »."""
    measure, value = measure_of(said.indicator), cell_of(totals.values.get(said.indicator))
    text, bracket = sentence(value, measure, said.one, said.many), beside(said, totals)
    return f"{text} ({bracket})" if bracket else text


def beside(said: Said, totals: Row) -> str:
    """What is told beside a figure, unless it is not published."""
    if said.beside is None or cell_of(totals.values.get(said.beside.indicator)).number is None:
        return ""
    return in_words(said.beside, totals)
