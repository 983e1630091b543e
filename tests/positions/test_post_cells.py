"""What a cell says of a post is read back as it was, and nothing typed there breaks its reading."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entremise.core.importing import Unread
from entremise.positions.enums import Cause, Contract, Status
from entremise.positions.importing.post_cells import (
    bond_written,
    bonds_in,
    plain,
    read_share,
    read_states,
    state_written,
)
from entremise.positions.whole import Bond, State

DAYS = st.dates(date(1900, 1, 1), date(2090, 12, 31))
SHARES = st.integers(1, 100).map(lambda percent: Decimal(percent) / 100)
MAYBE = st.none() | DAYS
STATES = st.builds(
    State, DAYS, st.sampled_from(Status.values), st.sampled_from(Contract.values), SHARES,
    st.booleans(), st.sampled_from(Cause.values), st.text(max_size=240).map(plain),
)  # fmt: skip
BONDS = st.builds(
    Bond, st.text(min_size=1, max_size=40).map(plain).filter(bool), DAYS, DAYS,
    st.sampled_from((None, "QN05901M")), SHARES, MAYBE, MAYBE, MAYBE, MAYBE,
)  # fmt: skip


@given(st.lists(STATES, min_size=1, max_size=5))
def test_earlier_states_are_read_as_they_are_written(states: list[State]) -> None:
    cell = " ; ".join(map(state_written, states))
    assert read_states([cell], None)[cell] == tuple(states)


@given(st.lists(BONDS, min_size=1, max_size=4, unique_by=lambda bond: bond.starts_on))
def test_conventions_are_read_as_they_are_written(bonds: list[Bond]) -> None:
    cell = " ; ".join(map(bond_written, bonds))
    assert bonds_in(cell) == tuple(sorted(bonds, key=lambda bond: bond.starts_on))


SIGNS = st.text(alphabet="«»;,\n 0123456789/%°créédule AR", max_size=80) | st.text(max_size=80)


@given(SIGNS)
def test_no_words_break_the_reading(words: str) -> None:
    for read in (read_states, read_share):
        found = read([words], None)[words]
        assert isinstance(found, Unread | tuple | Decimal)
    with suppress(Unread):
        assert isinstance(bonds_in(words), tuple)
