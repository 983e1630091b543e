"""The workbook: the document's numbers as numbers, and not one more."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from entremise.reports.document import Cell
from entremise.reports.edition import Edition, panels
from entremise.reports.workbook import workbook_of
from tests.reports.samples import sample_bilan

EDITION = Edition("3f2a9c4e", datetime(2027, 1, 12, 8, 0, tzinfo=UTC), "Direction")


@pytest.fixture(scope="module")
def data() -> bytes:
    return workbook_of(sample_bilan(), EDITION)


@pytest.fixture(scope="module")
def book(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def _expected(cell: Cell) -> object:
    return cell.number if cell.state == "known" else {"suppressed": "secret"}.get(cell.state)


def test_each_table_is_a_sheet_of_real_numbers(book: Workbook) -> None:
    assert book.sheetnames[0] == "Synthèse"
    assert book.sheetnames[-2:] == ["Définitions", "Version"]
    for panel, name in zip(panels(sample_bilan()), book.sheetnames[1:-2], strict=True):
        rows = list(book[name].iter_rows(min_row=5, values_only=True))
        for line, row in zip(panel.table.rows, rows, strict=False):
            width = len(line.cells)
            assert row[: width + 1] == (line.label, *map(_expected, line.cells))


def test_key_figures_are_those_of_the_document(book: Workbook) -> None:
    rows = list(book["Synthèse"].iter_rows(min_row=7, max_col=3, values_only=True))
    for figure, row in zip(sample_bilan().figures, rows, strict=False):
        assert row == (
            figure.measure.label,
            _expected(figure.value),
            _expected(figure.previous),
        )


def test_formats_headers_and_properties(book: Workbook) -> None:
    sheet = book["Synthèse"]
    assert sheet["B7"].number_format == "#,##0"
    assert sheet["B8"].number_format == "0%"
    assert sheet.freeze_panes == "B7"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows
    assert book.properties.title == sample_bilan().cover.title
    assert book.properties.creator == "Citéo"
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert sheet.freeze_panes or sheet.title == "Version"


def test_nothing_is_hidden_anywhere(data: bytes) -> None:
    """No formula, comment, hidden row or custom part: only what a reader sees."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        text = "".join(
            archive.read(name).decode() for name in names if name.startswith("xl/worksheets/")
        )
    assert not [name for name in names if "comment" in name or "custom" in name]
    assert "<f>" not in text
    assert 'hidden="1"' not in text


def test_the_same_bilan_gives_the_same_bytes(data: bytes) -> None:
    assert workbook_of(sample_bilan(), EDITION) == data
