"""Exports without a row limit, in constant memory: CSV leaves as it is read, a workbook once it
is whole.
"""

import csv
import json
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
from django.http import StreamingHttpResponse
from django.urls import register_converter
from django.urls.converters import StringConverter

from .cells import as_typed, harmless


class _Echo:
    def write(self, value: str) -> str:
        return value


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Semicolon-separated lines as French spreadsheets open them, starting with a byte-order mark.

    A cell that a spreadsheet would run as a formula is preceded by an apostrophe.
    """
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow([harmless(heading) for heading in header])
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def stream_csv(
    filename: str, header: Iterable[str], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse:
    """A CSV download of any length in constant memory."""
    response = StreamingHttpResponse(
        csv_lines(header, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Texts stay texts: nothing is run, nothing is turned into a link or a number.
_PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


CHUNK = 1 << 16


def _unmistaken(cell: Any) -> Any:
    """Nothing is run in a workbook; but a text that reading takes for one made harmless is so."""
    return harmless(cell) if isinstance(cell, str) and as_typed(cell) != cell else cell


def workbook_chunks(
    title: str, header: Iterable[str], rows: Iterable[Iterable[Any]]
) -> Iterator[bytes]:
    """A workbook of one sheet: rows go one by one to a file of the system, which then goes out."""
    titles, last = list(header), 0
    with tempfile.TemporaryFile() as held:
        with xlsxwriter.Workbook(held, _PLAIN) as book:
            sheet = book.add_worksheet(title[:31])
            sheet.write_row(0, 0, titles, book.add_format({"bold": True}))
            sheet.freeze_panes(1, 0)
            for last, row in enumerate(rows, start=1):
                sheet.write_row(last, 0, [_unmistaken(cell) for cell in row])
            sheet.autofilter(0, 0, last, len(titles) - 1)
        held.seek(0)
        while chunk := held.read(CHUNK):
            yield chunk


def stream_xlsx(
    filename: str, header: Iterable[str], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse:
    """A workbook download of any length in constant memory."""
    title = filename.removesuffix(".xlsx")
    response = StreamingHttpResponse(workbook_chunks(title, header, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


ODS = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = "urn:oasis:names:tc:opendocument:xmlns:"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<office:document-content xmlns:office="{_SPACES}office:1.0" xmlns:table="{_SPACES}table:1.0" '
    f'xmlns:text="{_SPACES}text:1.0" office:version="1.3"><office:body><office:spreadsheet>'
)
_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{_SPACES}manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
# What XML cannot hold, and no cell should.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def ods_chunks(title: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """The same workbook for LibreOffice: every cell is a text, which nothing runs."""
    with tempfile.TemporaryFile() as held:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            # Not packed and first, so that the file is known by what it begins with.
            archive.writestr("mimetype", ODS, zipfile.ZIP_STORED)
            archive.writestr("META-INF/manifest.xml", _MANIFEST)
            with archive.open("content.xml", "w", force_zip64=True) as content:
                content.write(f"{_HEAD}<table:table table:name={quoteattr(title)}>".encode())
                for row in chain([header], rows):
                    cells = "".join(map(_ods_cell, row))
                    content.write(f"<table:table-row>{cells}</table:table-row>\n".encode())
                content.write(_FOOT.encode())
        held.seek(0)
        while chunk := held.read(CHUNK):
            yield chunk


def _ods_cell(value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    text = escape(_UNWRITABLE.sub(" ", str(_unmistaken(value))))
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _spaced(line: str) -> str:
    """Spaces that follow one another are marks there: one alone would be kept."""
    return re.sub("  +", lambda found: f' <text:s text:c="{len(found[0]) - 1}"/>', line)


def stream_ods(
    filename: str, header: Iterable[str], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse:
    """A workbook of LibreOffice, in constant memory."""
    title = filename.removesuffix(".ods")
    response = StreamingHttpResponse(ods_chunks(title, header, rows), content_type=ODS)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


SHAPES = {"csv": stream_csv, "xlsx": stream_xlsx, "ods": stream_ods}


class Shape(StringConverter):
    """One of SHAPES, at the end of an address: `postes/export.<shape:shape>`."""

    regex = "|".join(SHAPES)


register_converter(Shape, "shape")


def stream_table(
    title: str, shape: str, header: Iterable[str], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse:
    """A download of any length, in one of SHAPES."""
    return SHAPES[shape](f"{title}.{shape}", header, rows)


def json_lines(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A JSON array, an item a line."""
    yield "["
    for place, item in enumerate(items):
        yield (",\n" if place else "\n") + json.dumps(item, ensure_ascii=False)
    yield "\n]\n"


def stream_json(filename: str, items: Iterable[Mapping[str, Any]]) -> StreamingHttpResponse:
    """A JSON download of any length in constant memory."""
    response = StreamingHttpResponse(json_lines(items), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
