"""What is taken for a SIRET, and what is said of what is not one."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from entremise.structures.siret import compact, validate_siret, written

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
