"""The document survives the database, and its fingerprint is that of its figures."""

import json
from dataclasses import replace

import pytest

from entremise.reports.document import Cell, fingerprint, from_json, numbers, to_json
from tests.reports.samples import sample_bilan


def test_it_is_read_back_without_loss() -> None:
    bilan = sample_bilan()
    assert from_json(json.loads(json.dumps(to_json(bilan)))) == bilan


def test_a_record_older_than_the_communes_of_lines_is_still_read() -> None:
    content = json.loads(json.dumps(to_json(sample_bilan())))
    for line in content["cover"]["lines"]:
        del line["communes"]
    assert from_json(content) == sample_bilan()


def test_a_cell_holds_a_number_only_when_it_is_known() -> None:
    with pytest.raises(ValueError, match="si et seulement si"):
        Cell(3, "suppressed")
    with pytest.raises(ValueError, match="si et seulement si"):
        Cell(None)


def test_every_cell_has_its_own_path() -> None:
    bilan = sample_bilan()
    panels = [panel for section in bilan.sections for panel in section.panels]
    cells = sum(
        len(row.cells)
        for panel in panels
        for row in (*panel.table.rows, *filter(None, [panel.table.total]))
    )
    assert len(numbers(bilan)) == cells + 2 * len(bilan.figures)


def test_the_fingerprint_is_of_the_figures_not_of_the_words() -> None:
    bilan = sample_bilan()
    reworded = replace(bilan, headline="Autrement dit.", method=())
    assert fingerprint(reworded) == fingerprint(bilan)
    first = replace(bilan.figures[0], value=Cell(1285))
    assert fingerprint(replace(bilan, figures=(first, *bilan.figures[1:]))) != fingerprint(bilan)
    assert fingerprint(replace(bilan, data_version=43)) != fingerprint(bilan)
