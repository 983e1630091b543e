"""The PDF: accessible, in our typeface, saying what the document says and nothing more."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pypdf import PdfReader
from pytest_django import Settings

from entremise.core.typeset import FONT
from entremise.reports.drawing import drawings_of
from entremise.reports.edition import Edition
from entremise.reports.typeset import pdf_of
from tests.reports.samples import sample_bilan

EDITION = Edition(reference="3f2a9c4e")


def pdf_bytes() -> bytes:
    bilan = sample_bilan()
    return pdf_of(bilan, EDITION, drawings_of(bilan))


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return PdfReader(BytesIO(pdf_bytes()))


def _text(pdf: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in pdf.pages)


def test_a_name_with_a_sign_the_font_lacks_does_not_stop_the_bilan() -> None:
    bilan = sample_bilan()
    odd = replace(
        bilan.cover, dispositif='Été 🙂 中\x07 #panic(1) $a$ *b* @ref "\\', structure="=1+1"
    )
    bilan = replace(bilan, cover=odd)
    printed = PdfReader(BytesIO(pdf_of(bilan, EDITION, drawings_of(bilan))))
    assert "Été ? ?" in printed.pages[0].extract_text()


def test_it_is_tagged_french_and_titled(pdf: PdfReader) -> None:
    catalog = pdf.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] is True or bool(catalog["/MarkInfo"]["/Marked"])
    assert catalog["/Lang"].lower().startswith("fr")
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == sample_bilan().cover.title
    assert pdf.metadata.author == "Citéo"
    xmp = catalog["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part>" in xmp


def _elements(node, kind: str) -> list:
    """The structure elements of a kind, walked from the root of the tags."""
    node = node.get_object()
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    found = [node] if node.get("/S") == kind else []
    for kid in kids:
        target = kid.get_object()
        if isinstance(target, dict):
            found += _elements(target, kind)
    return found


def test_drawings_have_words_and_tables_have_headings(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]["/StructTreeRoot"]
    figures = _elements(root, "/Figure")
    panels = [panel for section in sample_bilan().sections for panel in section.panels]
    assert [figure["/Alt"] for figure in figures] == [panel.alternative for panel in panels]
    tables = _elements(root, "/Table")
    assert len(tables) == len(panels) + 1  # and the funding lines
    assert all(_elements(table, "/TH") for table in tables)
    assert [str(one["/S"]) for one in _elements(root, "/H1")]


def test_every_font_is_ours(pdf: PdfReader) -> None:
    names = {
        str(font.get_object()["/BaseFont"])
        for page in pdf.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert names
    assert all(FONT.replace(" ", "") in name for name in names)


def test_the_figures_are_printed_as_written(pdf: PdfReader) -> None:
    text = _text(pdf)
    for words in ("1\u202f284", "71\u202f%", "secret", "Ville de Lille", "48\u202f000\u00a0€"):
        assert words in text


def test_each_page_says_which_data_it_comes_from(pdf: PdfReader) -> None:
    for page in pdf.pages[1:]:
        assert "Données version 42" in page.extract_text()


def test_the_same_bilan_gives_the_same_bytes() -> None:
    assert pdf_bytes() == pdf_bytes()


def test_a_missing_font_is_not_replaced(settings: Settings, tmp_path: Path) -> None:
    bilan = sample_bilan()
    drawings = drawings_of(bilan)  # their labels are measured in it too
    settings.FONTS = tmp_path
    with pytest.raises(ImproperlyConfigured, match="Atkinson"):
        pdf_of(bilan, EDITION, drawings)
