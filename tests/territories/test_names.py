"""A name typed in any of the usual ways is the same name."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.territories.names import ABBREVIATIONS, beginnings, key, prefixes

WORDS = st.sampled_from(
    ["Saint", "Sainte", "Étienne", "Forêt", "Haÿ", "Œuilly", "Bœuf", "Noël", "ç'a", "Mans"]
    + ["la", "sur", "lès", "du", "Mer"]
)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
TEXT = st.text(alphabet=st.characters(max_codepoint=0x17F), max_size=40)


def without_accents(text: str) -> str:
    folded = unicodedata.normalize("NFD", text.replace("Œ", "OE").replace("œ", "oe"))
    return "".join(char for char in folded if not unicodedata.combining(char))


@given(TEXT)
def test_a_key_is_made_of_letters_and_figures(text: str) -> None:
    assert re.fullmatch("[a-z0-9]*", key(text))


@given(NAMES, st.sampled_from(["-", "'", "’", "  ", ". ", " / "]))
def test_case_accents_and_signs_make_no_difference(name: str, sign: str) -> None:
    assert key(name) == key(name.upper()) == key(without_accents(name))
    assert key(name) == key(sign.join(name.split()))


@given(NAMES)
def test_abbreviations_are_read_in_full(name: str) -> None:
    short = {full: abbreviation for abbreviation, full in ABBREVIATIONS.items()}
    abbreviated = " ".join(short.get(word.lower(), word) for word in name.split())
    assert key(abbreviated) == key(name)


@given(NAMES, st.data())
def test_what_is_typed_of_a_name_leads_to_it(name: str, data: st.DataObject) -> None:
    typed = name[: data.draw(st.integers(1, len(name)))]
    assert any(key(name).startswith(prefix) for prefix in prefixes(typed))


@given(TEXT)
def test_nothing_typed_begins_everything(text: str) -> None:
    assert all(prefixes(text))
    assert bool(prefixes(text)) == bool(key(text))


@given(NAMES)
def test_beginnings_are_ends_of_the_key(name: str) -> None:
    found = beginnings(name)
    assert found[0] == key(name)
    assert all(key(name).endswith(text) for text in found)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Saint-Étienne-du-Rouvray", ["saintetiennedurouvray", "etiennedurouvray", "rouvray"]),
        ("L'Haÿ-les-Roses", ["lhaylesroses", "haylesroses", "roses"]),
        ("Villeneuve s/ Lot", ["villeneuvesurlot", "lot"]),
        ("Le Mans", ["lemans", "mans"]),
        ("Y", ["y"]),
        ("", []),
    ],
)
def test_beginnings(name: str, expected: list[str]) -> None:
    assert beginnings(name) == expected


def test_a_last_word_that_may_be_an_abbreviation_is_read_both_ways() -> None:
    assert prefixes("ste") == ["sainte", "ste"]
    assert prefixes("st e") == ["sainte"]
