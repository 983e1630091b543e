"""Exports without a row limit, in constant memory: CSV leaves as it is read, a workbook once it
is whole.
"""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import xlsxwriter
from django.http import StreamingHttpResponse

from .cells import harmless


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
                sheet.write_row(last, 0, list(row))
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
