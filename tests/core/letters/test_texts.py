"""The first texts: complete, calm, and faithful to the charter."""

import re

import pytest

from entremise.core.letters.filling import check_fields, fields_of
from entremise.core.letters.letter import Letter, Listing
from entremise.core.letters.texts import FOLDER, first_texts, known_fields
from tests.core.letters.samples import VALUES, letter

CODES = ("proposal", "convocation", "agreement", "closing")


def _words(made: Letter) -> str:
    blocks = [
        "\n".join(block.items) if isinstance(block, Listing) else block.text for block in made.body
    ]
    return "\n".join([made.subject, *blocks, made.closing])


def test_there_are_four_and_every_file_is_one() -> None:
    assert tuple(first_texts()) == CODES
    assert {path.stem for path in FOLDER.glob("*.toml")} == {*CODES, "pack"}


@pytest.mark.parametrize("code", CODES)
def test_a_text_asks_for_known_fields_and_is_complete_with_them(code: str) -> None:
    text = first_texts()[code]
    for part in (text.subject, text.body, text.closing):
        check_fields(part, known_fields())
    assert fields_of(text.body)
    said = _words(letter(code))
    assert "[à compléter" not in said
    assert not re.search(r"[{}]", said)


def test_values_of_the_samples_are_the_whole_vocabulary() -> None:
    assert VALUES.keys() == known_fields().keys()


def test_the_proposal_says_the_four_principles() -> None:
    said = _words(letter("proposal"))
    for principle in (
        "libre d’accepter ou de refuser",
        "arrêter à tout moment",
        "reste entre nous",
        "le parti de personne",
        "tous vos droits",
    ):
        assert principle in said


def test_who_comes_can_always_leave() -> None:
    assert "arrêter la médiation à tout moment" in _words(letter("convocation"))


@pytest.mark.parametrize("code", CODES)
def test_a_sentence_is_short(code: str) -> None:
    """Thirty words at most: it is read on the doorstep."""
    sentences = re.split(r"[.!?:\n]+", _words(letter(code)))
    assert max(len(sentence.split()) for sentence in sentences) <= 30


def test_an_agreement_is_signed_by_all_and_by_nobody_alone() -> None:
    made = letter("agreement")
    assert len(made.signatures) == 3
    assert made.signatory == ()
    assert Listing(tuple(VALUES["engagements"])) in made.body


def test_a_letter_is_dated_as_one_writes() -> None:
    assert letter().dateline == "Lille, le 1er décembre 2026"
    assert letter(place="").dateline == "Le 1er décembre 2026"
