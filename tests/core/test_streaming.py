"""Exports that any spreadsheet opens, and that run nothing when it does."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from python_calamine import load_workbook

from entremise.core.streaming import csv_lines, ods_chunks, stream_csv


def test_a_french_spreadsheet_opens_it() -> None:
    head, row = csv_lines(["Numéro", "Lieu"], [[1, "rue de l'Épine ; bât. A"]])
    assert head == "\ufeffNuméro;Lieu\r\n"
    assert row == '1;"rue de l\'Épine ; bât. A"\r\n'


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-1", "@SUM(A1)", "\tx"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    _, row = csv_lines(["x"], [[cell]])
    assert row.lstrip('"').startswith("'")


def test_the_first_line_leaves_before_the_last_is_read() -> None:
    read = []

    def rows() -> Iterator[list[int]]:
        for number in range(3):
            read.append(number)
            yield [number]

    lines = iter(stream_csv("essai.csv", ["n"], rows()))
    next(lines)
    assert read == []
    next(lines)
    assert read == [0]


def test_a_workbook_of_libreoffice_keeps_every_sign() -> None:
    cells = ["=1+1", 'a  <b> & "c"', "une\nligne\x0b", "", None, "0042", " fin "]
    content = b"".join(ods_chunks("Essai & co", ["Titre"] * len(cells), [cells, cells[:2]]))
    assert content[30:38] == b"mimetype"
    book = load_workbook(BytesIO(content))
    assert book.sheet_names == ["Essai & co"]
    head, row, short = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert row == ["=1+1", 'a  <b> & "c"', "une\nligne ", "", "", "0042", " fin "]
    assert short[:2] == cells[:2]
