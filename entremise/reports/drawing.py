"""The drawings of a bilan, made from its tables: a drawing can only show what its table says."""

from entremise.activities import reference
from entremise.core.typography import NARROW
from entremise.ui.charts import Point, bars, columns
from entremise.ui.components import Chart

from .document import MISSING, Bilan, Panel, TableRow
from .frame import Frame

MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin",
          "juil.", "août", "sept.", "oct.", "nov.", "déc.")  # fmt: skip


def drawings_of(bilan: Bilan) -> dict[str, str]:
    """The SVG for paper of each panel that is drawn, by key."""
    return {
        panel.key: chart_of(panel, frame=bilan.order, source=source_of(bilan)).svg_for_print
        for section in bilan.sections
        for panel in section.panels
    }


def source_of(bilan: Bilan) -> str:
    """Whose figures these are, of which version."""
    return f"{bilan.cover.structure}, données v{NARROW}{bilan.data_version}"


def chart_of(panel: Panel, *, frame: Frame, source: str) -> Chart:
    """The drawing of a panel: its first column, its last one standing for the year before."""
    table = panel.table
    measure = table.columns[0]
    draw = bars if panel.chart == "bars" else columns
    return draw(
        [_point(panel, row) for row in table.rows[: panel.drawn]],
        title=panel.title,
        subtitle=panel.subtitle,
        source=source,
        label=table.heading,
        value=str(frame.year),
        previous=str(frame.year - 1),
        unit=measure.unit,
        decimals=measure.decimals,
        small_count=0,  # some cells are hidden to protect others: « < 5 » would be untrue
    )


def _point(panel: Panel, row: TableRow) -> Point:
    value = row.cells[0]
    before = row.cells[-1] if panel.table.compared else MISSING
    return Point(
        _label(panel, row),
        value.number,
        before.number,
        value.state,
        short=_short(panel, row),
        colour=f"register-{row.code}" if panel.key == "registers" else "",
        previous_state=before.state if panel.table.compared else "known",
    )


def _short(panel: Panel, row: TableRow) -> str:
    """What stands under a column on a phone: « 18 », « ve » ; a month's initial by default."""
    if panel.chart != "columns":
        return ""
    return row.code if row.label[:1].isdigit() else row.label[:2].lower()


def _label(panel: Panel, row: TableRow) -> str:
    """The row's label, shortened where a drawing has no room for it."""
    if panel.chart == "months":
        return MONTHS[int(row.code[-2:]) - 1]
    return reference.registers().short(row.code) if panel.key == "registers" else row.label
