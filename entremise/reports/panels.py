"""From an answer to a table and its drawing: rows in order, labels, shares, a title."""

from dataclasses import dataclass
from typing import Protocol

from entremise.core.typography import WIDE, french
from entremise.indicators.catalog import indicator
from entremise.indicators.questions import Answer, Row

from .document import MISSING, PREVIOUS, Cell, ChartKind, Measure, Panel, Table, TableRow
from .frame import Frame
from .labels import code_of, row_labels
from .measures import cell_of, measure_of
from .outline import Breakdown, Parts
from .wording import cell_text

ZERO = Cell(0.0)
DAY_TURNS = 5  # the hour at which a day of service begins, when hours are put in order


class Ask(Protocol):
    """Whoever asks the indicators for the bilan (`compose.Asker`)."""

    @property
    def order(self) -> Frame: ...

    def __call__(self, *indicators: str, by: str = "") -> Answer: ...


@dataclass(frozen=True)
class _Line:
    """A row in the making: this year and the year before."""

    code: str
    label: str
    value: Cell
    previous: Cell

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened there, neither year."""
        return (
            self.value.number == 0
            and self.previous.number in {0, None}
            and (self.previous.state != "suppressed")
        )

    @property
    def rank(self) -> int:
        """Known rows first, then suppressed ones, what is not known, and zeros."""
        if self.value.number == 0:
            return 3
        if not self.code:
            return 2
        return 1 if self.value.number is None else 0


def panel_of(plan: Breakdown | Parts, ask: Ask) -> Panel | None:
    """The panel of a question; None when fewer than two rows have something to show."""
    if isinstance(plan, Parts):
        measure, lines, total = _parts(plan, ask)
        chart: ChartKind = "bars"
        drawn = len(lines)
    else:
        measure, lines, total = _breakdown(plan, ask)
        chart, drawn = plan.chart, _drawn(plan, lines)
    if sum(1 for line in lines if line.code and line.value.number != 0) < 2:
        return None
    table = _table(plan, measure, lines, total, ask.order)
    title = _finding(plan, table)
    return Panel(
        key=plan.key,
        title=french(title),
        subtitle=french(_subtitle(plan, table, drawn, ask.order, title)),
        chart=chart,
        drawn=drawn,
        alternative=french(f"Diagramme. {plan.caption}. {title}."),
        table=table,
    )


def _drawn(plan: Breakdown, lines: list[_Line]) -> int:
    """How many rows the drawing shows: bars of nothing are left to the table."""
    if plan.chart != "bars":
        return len(lines)
    return min(plan.drawn, sum(1 for line in lines if line.value.number != 0))


def _breakdown(plan: Breakdown, ask: Ask) -> tuple[Measure, list[_Line], _Line]:
    found = ask(plan.indicator, by=plan.by)
    fact = indicator(plan.indicator).fact
    labels = row_labels(fact, plan.by, [row.keys[0] for row in found.rows])
    lines = [_line(code_of(row.keys[0]), labels[row.keys[0]], row, plan.indicator)
             for row in found.rows]  # fmt: skip
    total = _line("total", "Total", found.totals, plan.indicator)
    return measure_of(plan.indicator), _in_order(plan, lines), total


def _line(code: str, label: str, row: Row, indicator: str) -> _Line:
    return _Line(
        code, label, cell_of(row.values.get(indicator)), cell_of(row.previous.get(indicator))
    )


def _parts(plan: Parts, ask: Ask) -> tuple[Measure, list[_Line], _Line]:
    """The parts as rows, then what is not known of the whole: the answer to another indicator."""
    found = ask(plan.whole, *plan.parts, plan.rest).totals
    lines = [_line(code, measure_of(code).label, found, code) for code in plan.parts]
    lines.append(_line("", measure_of(plan.rest).label, found, plan.rest))
    return measure_of(plan.whole), lines, _line("total", "Total", found, plan.whole)


def _in_order(plan: Breakdown, lines: list[_Line]) -> list[_Line]:
    """The rows as a reader expects them; what is not known always comes last."""
    if plan.sorting == "hours":
        return _hours(lines)
    if plan.sorting == "declared":
        return lines
    # A suppressed row is placed by its label alone, after those that are known: its place must
    # not tell its size. Zeros, which are never suppressed, come last.
    kept = [line for line in lines if not line.is_empty]
    return sorted(kept, key=lambda line: (line.rank, -(line.value.number or 0), line.label))


def _hours(lines: list[_Line]) -> list[_Line]:
    """From the first to the last hour worked, in the order of a day of service, none left out."""
    known = {line.code: line for line in lines}
    worked = sorted((int(code) - DAY_TURNS) % 24 for code in known if code)
    hours = [(hour + DAY_TURNS) % 24 for hour in range(worked[0], worked[-1] + 1)] if worked else []
    compared = any(line.previous.state != "missing" for line in lines)
    nothing = ZERO if compared else MISSING
    return [
        known.get(str(hour)) or _Line(str(hour), f"{hour}{WIDE}h", ZERO, nothing) for hour in hours
    ]


def _table(
    plan: Breakdown | Parts, measure: Measure, lines: list[_Line], total: _Line, order: Frame
) -> Table:
    compared = total.previous.state != "missing"
    columns = [
        Measure(measure.code, str(order.year), measure.unit, measure.decimals),
        Measure("share", "Part", "percent", 0),
    ]
    if compared:
        columns.append(
            Measure(measure.code + PREVIOUS, str(order.year - 1), measure.unit, measure.decimals)
        )

    of_known = isinstance(plan, Breakdown) and plan.of_known
    whole = _sum_of([line.value for line in lines if line.code]) if of_known else total.value

    def share(line: _Line) -> Cell:
        if of_known and not line.code:
            return MISSING
        return _share(whole if line is total else line.value, whole)

    def row(line: _Line) -> TableRow:
        cells = (line.value, share(line))
        return TableRow(line.code, line.label, (*cells, line.previous) if compared else cells)

    return Table(
        caption=french(plan.caption),
        heading=plan.heading,
        columns=tuple(columns),
        rows=tuple(row(line) for line in lines),
        total=row(total),
        note=french(plan.note),
    )


def _share(part: Cell, whole: Cell) -> Cell:
    """The share of a row, hidden when the row or the total is."""
    for cell in (part, whole):
        if cell.state != "known":
            return Cell(None, cell.state)
    if not whole.number:
        return MISSING
    return Cell((part.number or 0) / whole.number)


def _sum_of(cells: list[Cell]) -> Cell:
    """The sum, hidden when one of them is."""
    hidden = next((cell for cell in cells if cell.state != "known"), None)
    return hidden or Cell(sum(cell.number or 0 for cell in cells))


def _finding(plan: Breakdown | Parts, table: Table) -> str:
    """The title: the greatest row, when all are known; else the caption, which tells nothing."""
    known = [row for row in table.rows if row.code]
    if any(row.cells[0].state != "known" for row in table.rows):
        return plan.caption
    greatest = max(known, key=lambda row: row.cells[0].number or 0)
    value, share = (
        cell_text(cell, column)
        for cell, column in zip(greatest.cells, table.columns[:2], strict=False)
    )
    label = greatest.label
    label = label[:1].lower() + label[1:] if not plan.leading.startswith("{label}") else label
    return plan.leading.format(label=label, value=value, share=share, subject=plan.subject)


def _subtitle(plan: Breakdown | Parts, table: Table, drawn: int, order: Frame, title: str) -> str:
    years = f"{order.year} et {order.year - 1}" if table.compared else str(order.year)
    shown = sum(1 for row in table.rows if row.cells[0].number != 0)
    first = f" ; les {drawn} premiers" if drawn < shown else ""
    return f"{years}{first}" if title == plan.caption else f"{plan.caption}, {years}{first}"
