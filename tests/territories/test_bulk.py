"""Many rows at once, the same on both databases."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from entremise.territories.actions.bulk import write
from entremise.territories.models import Commune, Qpv, Region

CODES = st.sampled_from(["01", "02", "03"])
NAMES = st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
ROWS = st.lists(st.tuples(CODES, NAMES.map(lambda text: text[:80])), max_size=8)


class Upserts(TestCase):
    """Whatever the names, whatever the order."""

    @given(ROWS, ROWS)
    def test_a_row_takes_what_was_written_last(
        self, first: list[tuple[str, str]], then: list[tuple[str, str]]
    ) -> None:
        Region.objects.all().delete()
        for rows in (first, then):
            write(Region, ({"code": code, "name": name} for code, name in rows), key=("code",))
        found = dict(Region.objects.values_list("code", "name"))
        assert found == dict(first) | dict(then)


@pytest.mark.django_db
def test_only_the_given_columns_change() -> None:
    bare = {"code": "59350", "name": "Lille", "search_name": "lille"}
    Commune.objects.create(**bare, population=236_710)
    assert write(Commune, [bare | {"lon": 3.06}], key=("code",)) == 1
    lille = Commune.objects.get()
    assert (lille.population, lille.lon, lille.lat) == (236_710, 3.06, None)


@pytest.mark.django_db
def test_more_rows_than_a_batch() -> None:
    many = (
        {"code": f"Q{n}", "name": "", "generation": 2024, "fictitious": True} for n in range(9999)
    )
    assert write(Qpv, many) == 9999
    assert Qpv.objects.count() == 9999


@pytest.mark.django_db
def test_without_a_key_a_row_is_not_written_twice() -> None:
    row = {"code": "32", "name": "Hauts-de-France"}
    write(Region, [row])
    with pytest.raises(IntegrityError), transaction.atomic():
        write(Region, [row])
