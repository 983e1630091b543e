"""What is hidden from a funder is hidden everywhere: words, drawings, tables, workbook, record.

The true values are asked for without a threshold, as the structure sees them; then everything the
funder receives is searched and attacked with subtractions.
"""

import json
import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from entremise.reports.actions import open_report
from entremise.reports.compose import compose
from entremise.reports.document import PREVIOUS, Bilan, Cell, Panel, numbers
from entremise.reports.drawing import chart_of, drawings_of, source_of
from entremise.reports.models import Report
from entremise.reports.production import produce
from entremise.reports.queries import file_of
from tests.reports.factories import LAST
from tests.support.cast import Cast

# Two figures told nowhere else, and looked for everywhere.
SMALL = 4


@pytest.fixture
def report(year: Cast) -> Report:
    found = open_report(
        dispositif=year.dispositif, funder=year.funder, year=LAST, by=year.director.actor
    )
    produce(found)
    found.refresh_from_db()
    return found


def _truth(bilan: Bilan) -> dict[str, float | None]:
    """Every number of the bilan as the structure itself may see it."""
    open_order = replace(bilan.order, small_count=0)
    seen = compose(open_order, version=bilan.data_version)
    return {path: cell.number for path, cell in numbers(seen).items()}


def _panels(bilan: Bilan) -> list[Panel]:
    return [panel for section in bilan.sections for panel in section.panels]


def _counts(bilan: Bilan) -> dict[str, Cell]:
    """The cells that count people or events, by path."""
    units = {figure.measure.code: figure.measure.unit for figure in bilan.figures}
    units |= {
        column.code: column.unit for panel in _panels(bilan) for column in panel.table.columns
    }
    return {
        path: cell
        for path, cell in numbers(bilan).items()
        if units[path.removesuffix("/previous").rsplit("/", 1)[1]] in {"count", "people"}
    }


def test_no_small_count_is_published(report: Report) -> None:
    truth, counts = _truth(report.bilan), _counts(report.bilan)
    hidden = [path for path, cell in counts.items() if cell.state == "suppressed"]
    assert any(0 < (truth[path] or 0) <= SMALL for path in hidden), "l'année n'éprouve rien"
    shown = {path: cell.number for path, cell in counts.items() if cell.state == "known"}
    assert {path: number for path, number in shown.items() if 0 < number <= SMALL} == {}
    assert {path: truth[path] for path in shown} == shown


def test_nothing_is_found_by_subtraction(report: Report) -> None:
    """In each column of each table, what the total leaves to hidden rows fits several answers."""
    attacked = 0
    for panel in _panels(report.bilan):
        if panel.key == "topics":  # one intervention, several topics: rows do not add up
            continue
        for column, measure in enumerate(panel.table.columns):
            cells = [row.cells[column] for row in panel.table.rows]
            hidden = [cell for cell in cells if cell.state == "suppressed"]
            if measure.code == "share" or not hidden or panel.table.total is None:
                continue
            total = panel.table.total.cells[column].number
            if total is None:
                continue
            left = total - sum(cell.number or 0 for cell in cells)
            assert len(hidden) >= 2, f"{panel.key} {measure.code}"
            assert left - len(hidden) >= SMALL - 1, f"{panel.key} {measure.code}"
            attacked += 1
    assert attacked


def test_titles_and_sentences_are_made_of_published_numbers(report: Report) -> None:
    for panel in _panels(report.bilan):
        if any(row.cells[0].state == "suppressed" for row in panel.table.rows):
            assert panel.title == panel.table.caption
            assert not re.search(r"\d", panel.alternative.replace("X60-600", ""))


def test_hidden_rows_stand_where_their_size_does_not_show(report: Report) -> None:
    for panel in _panels(report.bilan):
        first = [row.cells[0] for row in panel.table.rows if row.code]
        if panel.chart != "bars" or panel.key in {"ages", "sexes"}:
            continue
        known = [cell.number is not None and cell.number > 0 for cell in first]
        assert known == sorted(known, reverse=True), panel.key


def test_drawings_show_a_word_and_no_bar(report: Report) -> None:
    bilan = report.bilan
    for panel in _panels(bilan):
        drawn = panel.table.rows[: panel.drawn]
        hidden = sum(1 for row in drawn if row.cells[0].state == "suppressed")
        svg = drawings_of(bilan)[panel.key]
        assert svg.count(">secret<") == hidden, panel.key
        table = chart_of(panel, frame=bilan.order, source=source_of(bilan)).table
        texts = [cell.text for row in table.body for cell in row]
        assert texts.count("secret") == sum(
            row.cells[column].state == "suppressed"
            for row in drawn
            for column in range(len(row.cells))
            if panel.table.columns[column].code != "share"
        )


def _blanked(report: Report) -> dict[str, object]:
    """The record with every published number erased: what is left of the hidden ones."""

    def erase(value: object) -> object:
        if isinstance(value, dict):
            if set(value) == {"number", "state"} and value["state"] == "known":
                return None
            return {key: erase(item) for key, item in value.items()}
        return [erase(item) for item in value] if isinstance(value, list) else value

    blanked = erase(report.content)
    assert isinstance(blanked, dict)
    return blanked


def test_the_record_holds_no_hidden_number(report: Report) -> None:
    text = json.dumps(_blanked(report))
    assert set(re.findall(r'"number": ([^,}]+)', text)) == {"null"}


def test_the_workbook_holds_a_word_in_place_of_a_number(report: Report) -> None:
    cells = [cell for cell in numbers(report.bilan).values() if cell.state == "suppressed"]
    with zipfile.ZipFile(BytesIO(file_of(report, "xlsx").data)) as archive:
        names = archive.namelist()
        strings = archive.read("xl/sharedStrings.xml").decode()
        sheets = [archive.read(n).decode() for n in names if n.startswith("xl/worksheets/sheet")]
    values = re.findall(r"<si><t[^>]*>(.*?)</t></si>", strings)
    index = str(values.index("secret"))
    shown = sum(len(re.findall(rf't="s"><v>{index}</v>', sheet)) for sheet in sheets)
    assert shown == len(cells)
    assert not any("hidden" in sheet for sheet in sheets)


def test_the_pdf_prints_the_word_as_often_as_it_hides(report: Report) -> None:
    pdf = PdfReader(BytesIO(file_of(report, "pdf").data))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    tables = text[text.index("Les tableaux\n«") :] if "Les tableaux\n«" in text else text
    hidden = sum(
        row.cells[column].state == "suppressed"
        for panel in _panels(report.bilan)
        for row in (*panel.table.rows, *filter(None, [panel.table.total]))
        for column in range(len(row.cells))
    )
    assert len(re.findall(r"\bsecret\b", tables)) >= hidden
    assert "<\u202f5" not in text
    assert "moins de 5" not in text


def test_last_year_is_protected_too(report: Report) -> None:
    compared = [
        row.cells[-1].state
        for panel in _panels(report.bilan)
        if panel.table.columns[-1].code.endswith(PREVIOUS)
        for row in panel.table.rows
    ]
    assert compared
    truth = _truth(report.bilan)
    for path, cell in numbers(report.bilan).items():
        if path.endswith(PREVIOUS) and cell.number is not None and cell.number > 0:
            assert cell.number > SMALL
            assert truth[path] == cell.number
