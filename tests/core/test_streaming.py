"""Exports that any spreadsheet opens, and that run nothing when it does."""

from collections.abc import Iterator

import pytest

from entremise.core.streaming import csv_lines, stream_csv


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
