"""What is taken for a SIRET, a SIREN or an RNA, and what is said of what is not one."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from entremise.core.typography import NARROW
from entremise.structures.identifiers import (
    compact,
    validate_rna,
    validate_siren,
    validate_siret,
    written,
)

LA_POSTE = "356000000"
digits = st.sampled_from("0123456789")


@st.composite
def sirets(draw: st.DrawFn) -> str:
    """Eight digits and their key, four digits and the key of the whole."""
    siren = "".join(draw(st.lists(digits, min_size=8, max_size=8)))
    siren += luhn.calc_check_digit(siren)
    establishment = siren + "".join(draw(st.lists(digits, min_size=4, max_size=4)))
    return establishment + luhn.calc_check_digit(establishment)


def _fault(value: str) -> str:
    with pytest.raises(ValidationError) as raised:
        validate_siret(value)
    return str(raised.value.messages[0])


@given(sirets().filter(lambda number: not number.startswith(LA_POSTE)))
def test_right_keys_are_accepted_and_read_back(number: str) -> None:
    validate_siret(number)
    assert compact(written(number).replace("\u202f", " ")) == number


@given(sirets().filter(lambda n: not n.startswith("35600000")), st.integers(0, 13), st.data())
def test_one_wrong_digit_is_always_seen(number: str, place: int, data: st.DataObject) -> None:
    wrong = data.draw(digits.filter(lambda digit: digit != number[place]))
    altered = number[:place] + wrong + number[place + 1 :]
    if altered.startswith(LA_POSTE):
        return
    assert "clé" in _fault(altered)


@given(st.lists(digits, max_size=20).map("".join).filter(lambda text: len(text) not in {0, 14}))
def test_another_length_is_counted_aloud(number: str) -> None:
    assert _fault(number).endswith(f"celui-ci en a {len(number)}.")


@pytest.mark.parametrize("typed", ["5520813176652A", "SIRET inconnu !", "١٢٣٤٥٦٧٨٩٠١٢٣٤"])
def test_anything_but_digits_is_named(typed: str) -> None:
    assert _fault(typed) == "Un SIRET ne contient que des chiffres."


@pytest.mark.parametrize("number", ["35600000049837", "35600000000048"])
def test_the_post_office_counts_otherwise(number: str) -> None:
    validate_siret(number)


def test_a_siren_and_an_rna_say_what_is_wrong_with_them() -> None:
    validate_siren("732829320")
    validate_rna("W591000123")
    for check, value, said in (
        (validate_siren, "732829321", "clé de ce SIREN"),
        (validate_siren, "73282932", "9 chiffres"),
        (validate_rna, "591000123", "W suivi"),
        (validate_rna, "W59100012", "W suivi"),
    ):
        with pytest.raises(ValidationError, match=said):
            check(value)
    assert written("732829320") == f"732{NARROW}829{NARROW}320"
