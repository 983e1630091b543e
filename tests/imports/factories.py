"""Tables, and imports made of them."""

import csv
import zipfile
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from entremise.core.importing import importers
from entremise.core.streaming import csv_lines
from entremise.imports import actions
from entremise.imports.models import Import, ImportRow
from entremise.imports.sheets import clean_table
from entremise.imports.work.analysing import analyse_rows
from entremise.imports.work.undoing import take_back_rows
from entremise.imports.work.writing import write_rows
from entremise.vault.keys import open_keys
from tests.support.cast import Person

TITLES = ("nom", "type d'acteur", "SIRET", "code de la commune", "commune")


def csv_of(*rows: Sequence[Any], titles: Sequence[str] = TITLES) -> bytes:
    """A CSV as the platform writes them."""
    return "".join(csv_lines(titles, rows)).encode()


def xlsx_of(*rows: Sequence[Any], shown: Sequence[str] = (), hidden: Sequence[str] = ()) -> bytes:
    """A workbook whose first sheet holds these rows, before others, some of them hidden."""
    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Feuille")
    sheet.activate()
    sheet.set_first_sheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    for other in (*shown, *hidden):
        extra = book.add_worksheet(other)
        extra.write_row(0, 0, ["autre", other])
        extra.write_row(1, 0, [1, 2])
        if other in hidden:
            extra.hide()
    book.close()
    return held.getvalue()


def ods_of(*rows: Sequence[Any]) -> bytes:
    """A workbook as LibreOffice writes them."""
    held = BytesIO()
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    kind = 'office:value-type="string"'
    body = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="F">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return held.getvalue()


def as_file(exported: bytes, kind: str) -> bytes:
    """An export, a CSV, as a spreadsheet would save it in another format."""
    if kind == "csv":
        return exported
    rows = list(csv.reader(StringIO(exported.decode("utf-8-sig")), delimiter=";"))
    return xlsx_of(*rows) if kind == "xlsx" else ods_of(*rows)


def upload(content: bytes, name: str = "tableau.csv") -> SimpleUploadedFile:
    """As a form receives it."""
    return SimpleUploadedFile(name, content)


def receive(person: Person, content: bytes, importer: str = "structures") -> Import:
    """A table kept, its columns not linked yet."""
    table = clean_table(upload(content))
    return actions.receive_table(file=table, importer=importers()[importer], by=person.actor)


def analyse(imported: Import, person: Person, mapping: dict[str, int] | None = None) -> Import:
    """Link the columns as guessed, and read the rows as a worker does."""
    chosen = imported.mapping if mapping is None else mapping
    actions.link_columns(imported=imported, mapping=chosen, by=person.actor)
    return worked(imported)


def bring(
    person: Person, *rows: Sequence[Any], importer: str = "structures", **kept: Any
) -> Import:
    """A table received and analysed."""
    imported = receive(person, csv_of(*rows, **kept), importer)
    return analyse(imported, person)


def confirm(imported: Import, person: Person) -> Import:
    """Confirm, and write as a worker does."""
    actions.confirm_import(imported=imported, by=person.actor)
    return worked(imported)


def undo(imported: Import, person: Person) -> Import:
    """Undo, and take back as a worker does."""
    actions.undo_import(imported=imported, by=person.actor)
    return worked(imported)


def worked(imported: Import) -> Import:
    """What it is once the worker has done what was asked."""
    imported.refresh_from_db()
    assert imported.asked_at is not None
    work = {"analysing": analyse_rows, "writing": write_rows, "undoing": take_back_rows}
    # Where tasks run at once, the worker has been there already.
    if imported.state in work:
        work[imported.state](imported_id=str(imported.pk), stamp=imported.asked_at.isoformat())
    imported.refresh_from_db()
    return imported


def row_of(imported: Import, number: int) -> ImportRow:
    """The row of that number in the table."""
    return imported.rows.get(number=number)


def reasons_of(imported: Import, number: int) -> str:
    """Why a row came to what it did."""
    key = open_keys([imported.key_id]).get(imported.key_id)
    return " ".join(row_of(imported, number).plain(key, "told")["reasons"])


def outcomes(imported: Import) -> list[str]:
    """What each row came to, in order."""
    return list(imported.rows.order_by("number").values_list("outcome", flat=True))
