"""A text with fields says what was filled in, word for word, and what is still missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.core.errors import Refusal
from entremise.core.letters.filling import check_fields, fields_of, fill, fill_line, holes_of
from entremise.core.letters.letter import Listing, Paragraph

KNOWN = {"nom": "nom de la personne", "jour": "date du rendez-vous", "points": "engagements pris"}


def test_an_empty_line_ends_a_paragraph_and_a_dash_makes_an_item() -> None:
    text = "Bonjour,\n\n\nVoici :\n- un\n- deux\nEt voilà.\nMerci.\n \n- trois\n"
    assert fill(text, {}, KNOWN) == [
        Paragraph("Bonjour,"),
        Paragraph("Voici\u00a0:"),
        Listing(("un", "deux")),
        Paragraph("Et voilà.\nMerci."),
        Listing(("trois",)),
    ]


def test_a_dash_that_begins_no_item_is_a_word() -> None:
    text = "-10 degrés\n--\n10 - 12 h"
    assert fill(text, {}, KNOWN) == [Paragraph("-10 degrés\n--\n10 - 12 h")]


def test_fields_are_filled_in_however_they_are_typed() -> None:
    filled = fill("Le {jour}, chez { Nom }.", {"jour": "1er mars", "nom": "Médiateur 012"}, KNOWN)
    assert filled == [Paragraph("Le 1er mars, chez Médiateur 012.")]


@pytest.mark.parametrize("values", [{}, {"jour": ""}, {"jour": " \n"}, {"jour": ()}])
def test_what_is_missing_is_seen(values: dict[str, str]) -> None:
    missing = "Le [à compléter\u00a0: date du rendez-vous]."
    assert fill("Le {jour}.", values, KNOWN) == [Paragraph(missing)]
    assert fill_line("Le {jour}.", values, KNOWN) == missing
    assert fill("- Le {jour}.", values, KNOWN) == [Listing((missing,))]
    assert holes_of(missing) == ["date du rendez-vous"]


def test_what_is_missing_is_told_once_and_other_brackets_are_words() -> None:
    text = "[à compléter : le jour] [1] [sic]\n[À  compléter : le jour], [à compléter]"
    assert holes_of(text.replace("  ", " ")) == ["le jour", "ce qui est entre crochets"]
    assert holes_of("Voir [annexe], à compléter : plus tard [ici]") == []


@pytest.mark.parametrize("text", ["{points}", "- {points}", "  {points}  "])
def test_several_values_alone_on_a_line_make_a_list(text: str) -> None:
    values = {"points": ["Baisser le son", "Se prévenir"]}
    assert fill(text, values, KNOWN) == [Listing(("Baisser le son", "Se prévenir"))]


def test_several_values_in_a_sentence_are_listed() -> None:
    values = {"points": ["le son", "le palier", "les horaires"]}
    said = [Paragraph("Il s’agit de le son, le palier et les horaires.")]
    assert fill("Il s'agit de {points}.", values, KNOWN) == said


@pytest.mark.parametrize("text", ["{mediateur}", "Le {}.", "{nom.__class__}", "{nom!r}", "{0}"])
def test_an_unknown_field_is_refused_with_those_that_exist(text: str) -> None:
    for act in (check_fields, lambda text, known: fill(text, {}, known)):
        with pytest.raises(
            Refusal, match=r"n'existe pas.*\{nom\}, \{jour\}, \{points\}"
        ) as refusal:
            act(text, KNOWN)
        assert (refusal.value.code, refusal.value.field) == ("unknown_field", "text")


def test_every_unknown_field_is_named_at_once() -> None:
    with pytest.raises(Refusal, match=r"^\{un\} et \{deux\} n'existent pas"):
        check_fields("{un} {nom} {deux} {un}", KNOWN)


def test_fields_of_a_text_are_told_once() -> None:
    assert fields_of("{jour} { NOM } {jour} {") == ["jour", "nom"]


def test_a_value_is_never_read_again() -> None:
    values = {"nom": "{jour}\n\n- {points} {", "jour": "lundi"}
    (only,) = fill("Bonjour {nom}, à {jour}.", values, KNOWN)
    assert only == Paragraph("Bonjour {jour}\n\n- {points} {, à lundi.")
    listed = fill("{points}", {"points": ["{nom}", "- x"]}, KNOWN)
    assert listed == [Listing(("{nom}", "- x"))]


def test_a_brace_left_alone_is_a_word() -> None:
    assert fill("Un { seul\net } un autre {", {}, KNOWN) == [
        Paragraph("Un { seul\net } un autre {")
    ]


def test_signs_that_no_file_can_hold_are_left_out() -> None:
    assert fill("a\x00b\x1b\ud800\ufffec\td", {}, KNOWN) == [Paragraph("abc d")]


@given(st.text(), st.text(min_size=1))
def test_any_text_is_filled_in_or_refused_for_its_fields(text: str, value: str) -> None:
    if set(fields_of(text)) <= KNOWN.keys():
        fill(text, dict.fromkeys(KNOWN, value), KNOWN)
    else:
        with pytest.raises(Refusal):
            fill(text, {}, KNOWN)
