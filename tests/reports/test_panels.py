"""From an answer to a table: the shares, and the title that says them."""

from datetime import date
from typing import Any

from entremise.core import clock
from entremise.indicators.questions import Answer, Period, Question, Row, Scope, Value
from entremise.reports.frame import Window
from entremise.reports.outline import CHAPTERS, Breakdown
from entremise.reports.panels import panel_of

YEAR = Window(2026, date(2026, 1, 1), date(2026, 12, 31), 5)
IN_QPV = next(
    plan
    for chapter in CHAPTERS
    for plan in chapter.panels
    if isinstance(plan, Breakdown) and plan.key == "in_qpv"
)


class Told:
    """An ask that always gives these numbers; None stands for a suppressed one."""

    order = YEAR

    def __init__(self, numbers: dict[Any, float | None], total: float):
        self.numbers, self.total = numbers, total

    def __call__(self, *indicators: str, by: str = "") -> Answer:
        def row(key: tuple[Any, ...], number: float | None) -> Row:
            value = Value(number, "suppressed" if number is None else "known")
            return Row(key, {indicators[0]: value}, {})

        question = Question(indicators, Scope(), Period(YEAR.starts_on, YEAR.ends_on), by=(by,))
        rows = [row((key,), number) for key, number in self.numbers.items()]
        return Answer(question, rows, row((), self.total), 1, clock.now())


def _shares(numbers: dict[Any, float | None], total: float) -> tuple[str, list[float | None]]:
    panel = panel_of(IN_QPV, Told(numbers, total))
    assert panel is not None
    assert panel.table.total is not None
    rows = [*panel.table.rows, panel.table.total]
    return panel.title, [row.cells[1].number for row in rows]


def test_shares_of_what_is_located_leave_the_rest_out() -> None:
    title, shares = _shares({True: 79, False: 21, None: 50}, 150)
    assert "79\u202f% des interventions localisées" in title
    assert shares == [0.79, 0.21, None, 1]


def test_a_hidden_part_hides_the_shares() -> None:
    title, shares = _shares({True: 79, False: None, None: None}, 150)
    assert title == IN_QPV.caption
    assert shares == [None, None, None, None]
