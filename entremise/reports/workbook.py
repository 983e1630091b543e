"""From a bilan to a workbook: the same figures, as numbers a spreadsheet can go on with.

Cells are written from the document, which holds no number for what is suppressed: nothing is
hidden in a column, a comment or a format. There is no formula, so no cached result either.
"""

import re
from datetime import UTC, datetime
from io import BytesIO
from textwrap import shorten
from typing import Any

import xlsxwriter

from entremise.core.typography import french

from .document import Bilan, Cell, Measure, Panel, Table, Unit
from .edition import Edition, figures_note, foot, panels, provenance, secret_rule
from .wording import cell_text

INK, SOFT, ACTION, LINE = "#1d2433", "#566072", "#0b6b73", "#e3dfd6"
WIDTH = 62  # characters of the first column: the longest label of the norm's registers

# Excel stores formats in English signs and shows them with the reader's separators.
_FORMATS: dict[Unit, str] = {
    "count": "#,##0",
    "people": "#,##0",
    "hours": '#,##0{} "h"',
    "percent": "0{}%",
    "ratio": "#,##0{}",
    "minutes": '#,##0{} "min"',
}


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any):
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        # A workbook carries no font: one that readers have is better than ours replaced.
        base = {"font_name": "Calibri", "font_size": 11, "font_color": INK}
        wanted = base | {"valign": "top"} | properties
        key = tuple(sorted(wanted.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(wanted)
        return self.made[key]

    @property
    def title(self) -> Any:
        return self(bold=True, font_size=16)

    @property
    def soft(self) -> Any:
        return self(font_color=SOFT)

    def heading(self, numeric: bool) -> Any:
        return self(
            bold=True, bottom=2, bottom_color=INK, text_wrap=True, valign="bottom",
            align="right" if numeric else "left",
        )  # fmt: skip

    def label(self, bold: bool = False) -> Any:
        return self(bold=bold, text_wrap=True, bottom=1, bottom_color=LINE)

    def number(self, measure: Measure, bold: bool = False) -> Any:
        pattern = number_format(measure)
        return self(bold=bold, num_format=pattern, bottom=1, bottom_color=LINE, align="right")

    def absent(self, bold: bool = False) -> Any:
        return self(bold=bold, font_color=SOFT, bottom=1, bottom_color=LINE, align="right")


def number_format(measure: Measure) -> str:
    """The spreadsheet format of a measure, with its decimals."""
    decimals = "." + "0" * measure.decimals if measure.decimals else ""
    return _FORMATS[measure.unit].format(decimals)


def workbook_of(bilan: Bilan, edition: Edition) -> bytes:
    """The workbook: Synthèse, a sheet a table, Définitions, Version."""
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        book.set_properties(_properties(bilan, edition))
        styles = _Styles(book)
        _summary(_sheet(book, "Synthèse", bilan, edition), styles, bilan, edition)
        for number, panel in enumerate(panels(bilan), start=1):
            sheet = _sheet(book, _sheet_name(number, panel), bilan, edition)
            _panel(sheet, styles, panel, bilan)
        _definitions(_sheet(book, "Définitions", bilan, edition), styles, bilan)
        _version(_sheet(book, "Version", bilan, edition), styles, bilan, edition)
    return output.getvalue()


def _properties(bilan: Bilan, edition: Edition) -> dict[str, Any]:
    # A fixed creation date: the same bilan gives the same bytes, hence the same fingerprint.
    made = (edition.sealed_at or bilan.computed_at).astimezone(UTC).replace(tzinfo=None)
    return {
        "title": bilan.cover.title,
        "subject": f"{bilan.cover.dispositif}, {bilan.cover.period}",
        "author": bilan.cover.structure,
        "company": bilan.cover.structure,
        "category": "Bilan d'activité",
        "comments": f"Données version {bilan.data_version}. {edition.status}",
        "created": datetime(made.year, made.month, made.day, made.hour, made.minute, made.second),  # noqa: DTZ001 - the library wants it naive
    }


def _sheet_name(number: int, panel: Panel) -> str:
    """What the table is broken down by: a tab has 31 characters, and captions begin alike."""
    clean = re.sub(r"[\[\]:*?/\\]", " ", panel.table.heading).replace("'", "’")
    return shorten(f"{number}. {clean}", 31, placeholder="").rstrip(",")


def _sheet(book: Any, name: str, bilan: Bilan, edition: Edition) -> Any:
    """A sheet ready to print: A4, one page wide, document and page in the foot."""
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.7, right=0.7, top=0.8, bottom=0.8)
    lines = "\n".join(foot(bilan, edition)).replace("&", "&&")
    sheet.set_footer(f"&L&8{lines}&R&8&P / &N")
    sheet.hide_gridlines(2)
    return sheet


def _heading(sheet: Any, styles: _Styles, title: str, subtitle: str) -> None:
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, title, styles.title)
    sheet.write_string(1, 0, subtitle, styles.soft)


def _write(sheet: Any, row: int, column: int, cell: Cell, measure: Measure, styles: _Styles,
           bold: bool = False) -> None:  # fmt: skip
    """A number as a number; what is not published as the word that says so."""
    if cell.number is None:
        sheet.write_string(row, column, cell_text(cell, measure), styles.absent(bold))
    else:
        sheet.write_number(row, column, cell.number, styles.number(measure, bold))


def _summary(sheet: Any, styles: _Styles, bilan: Bilan, edition: Edition) -> None:
    cover, year = bilan.cover, bilan.order.year
    _heading(sheet, styles, cover.title, f"Adressé à {cover.funder} par {cover.structure}")
    sheet.write_string(2, 0, f"Période{chr(0xA0)}: {cover.period}", styles.soft)
    sheet.write_string(3, 0, edition.status, styles.soft)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 14)
    sheet.set_column(3, 3, 60)
    headings = ("Indicateur", str(year), str(year - 1), "En une phrase")
    for column, text in enumerate(headings):
        sheet.write_string(5, column, text, styles.heading(column in {1, 2}))
    for row, item in enumerate(bilan.figures, start=6):
        sheet.write_string(row, 0, item.measure.label, styles.label())
        _write(sheet, row, 1, item.value, item.measure, styles)
        _write(sheet, row, 2, item.previous, item.measure, styles)
        said = ", ".join(part for part in (item.sentence, item.comparison) if part)
        sheet.write_string(row, 3, said, styles.label())
    sheet.write_string(7 + len(bilan.figures), 0, figures_note(bilan), styles.soft)
    sheet.freeze_panes(6, 1)
    sheet.repeat_rows(5)


def _panel(sheet: Any, styles: _Styles, panel: Panel, bilan: Bilan) -> None:
    table = panel.table
    year = bilan.order.year  # not the subtitle of the drawing, which may leave rows out
    years = f"{year} et {year - 1}" if table.compared else str(year)
    _heading(sheet, styles, table.caption, years)
    sheet.set_column(0, 0, WIDTH)
    sheet.set_column(1, len(table.columns), 14)
    sheet.write_string(3, 0, table.heading, styles.heading(False))
    for column, measure in enumerate(table.columns, start=1):
        sheet.write_string(3, column, measure.label, styles.heading(True))
    last = _rows(sheet, styles, table)
    notes = [table.note, secret_rule(bilan.order.small_count)]
    for offset, note in enumerate(filter(None, notes), start=2):
        sheet.write_string(last + offset, 0, note, styles.soft)
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(3)


def _rows(sheet: Any, styles: _Styles, table: Table) -> int:
    """Write the rows and the total; the index of the last row written."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    for index, row in enumerate(rows, start=4):
        bold = row is table.total
        sheet.write_string(index, 0, row.label, styles.label(bold))
        for column, (cell, measure) in enumerate(
            zip(row.cells, table.columns, strict=True), start=1
        ):
            _write(sheet, index, column, cell, measure, styles, bold)
    return 3 + len(rows)


def _definitions(sheet: Any, styles: _Styles, bilan: Bilan) -> None:
    _heading(sheet, styles, "Définitions", "Ce que compte chaque indicateur de ce bilan")
    for column, width in enumerate((34, 80, 14, 44)):
        sheet.set_column(column, column, width)
    for column, text in enumerate(("Indicateur", "Définition", "Unité", "Source")):
        sheet.write_string(3, column, text, styles.heading(False))
    for row, item in enumerate(bilan.definitions, start=4):
        for column, text in enumerate((item.label, item.text, item.unit, item.source)):
            sheet.write_string(row, column, text, styles.label())
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(3)


def _version(sheet: Any, styles: _Styles, bilan: Bilan, edition: Edition) -> None:
    _heading(sheet, styles, "Version", "D'où viennent ces chiffres et comment les vérifier")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    facts = [
        ("Dispositif", bilan.cover.dispositif),
        ("Financeur", bilan.cover.funder),
        ("Période", bilan.cover.period),
        *((item["label"], item["text"]) for item in provenance(bilan, edition)),
        *((f"Méthode, {number}", text) for number, text in enumerate(bilan.method, start=1)),
    ]
    for row, (label, text) in enumerate(facts, start=3):
        sheet.write_string(row, 0, label, styles.label())
        sheet.write_string(row, 1, french(text), styles.label())
