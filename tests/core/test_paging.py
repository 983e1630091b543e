"""Pages follow one another without a hole nor a repeat, whatever is written meanwhile."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from entremise.core.paging import keyset
from entremise.journal.models import JournalLine
from entremise.structures.models import Structure
from tests.structures.factories import make_structure

BY = ("name", "id")


def _read_all(size: int, *, descending: bool) -> list[int]:
    seen, after = [], None
    while True:
        page = keyset(Structure.objects.all(), by=BY, after=after, size=size, descending=descending)
        seen += [row.pk for row in page.rows]
        if page.after is None:
            return seen
        after = page.after


class Walk(TestCase):
    """Any names (equal ones too), any page size, both directions."""

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=9), st.integers(1, 4), st.booleans())
    def test_every_row_is_read_once_in_order(
        self, names: list[str], size: int, descending: bool
    ) -> None:
        for name in names:
            make_structure(name)
        order = [f"-{column}" for column in BY] if descending else list(BY)
        expected = list(Structure.objects.order_by(*order).values_list("pk", flat=True))
        assert _read_all(size, descending=descending) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["", "n'importe quoi", "WzFd:invalide:signature"])
def test_a_cursor_that_was_tampered_with_is_the_first_page(cursor: str) -> None:
    structure = make_structure("Seule")
    assert keyset(Structure.objects.all(), by=BY, after=cursor, size=5).rows == [structure]


@pytest.mark.django_db
def test_the_cursor_of_another_list_is_the_first_page() -> None:
    structures = [make_structure(name) for name in ("Une", "Deux")]
    cursor = keyset(Structure.objects.all(), by=("name", "id"), after=None, size=1).after
    lines = JournalLine.objects.all()
    assert keyset(lines, by=("at", "id"), after=cursor, size=1).rows == list(lines[:1])
    other_order = keyset(Structure.objects.all(), by=("id",), after=cursor, size=2)
    assert other_order.rows == structures[::-1]


@pytest.mark.django_db
def test_a_row_written_meanwhile_does_not_shift_the_next_page() -> None:
    for name in "abcd":
        make_structure(name)
    first = keyset(Structure.objects.all(), by=BY, after=None, size=2)
    make_structure("e")
    second = keyset(Structure.objects.all(), by=BY, after=first.after, size=2)
    assert [row.name for row in second.rows] == ["b", "a"]
