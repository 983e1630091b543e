"""Random histories of phones, networks and desks: nothing lost, nothing silently overwritten."""

import json
import os
import sys

import pytest
from django.db import connection

from entremise.structures.enums import Role
from tests.carnet.histories import Town, play
from tests.structures.factories import make_membership
from tests.support.cast import Cast, Person

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

# What every run plays, in shares that two processes can take in turn; what PostgreSQL does
# differently is few. CARNET_HISTORIES plays more or fewer, CARNET_FROM starts elsewhere.
HISTORIES = {"sqlite": 2_000, "postgresql": 60}
WANTED = int(os.environ.get("CARNET_HISTORIES") or HISTORIES[connection.vendor])
FIRST = int(os.environ.get("CARNET_FROM", "1"))
SHARES = max(2, WANTED // 1000)


def _town(cast: Cast) -> Town:
    other = Person(make_membership(Role.MEDIATOR, cast.structure, [cast.dispositif]))
    members = {person.actor.member: person for person in (cast.mediator, other)}
    return Town(cast, members)


@pytest.mark.parametrize("share", range(SHARES))
def test_nothing_is_lost_nor_overwritten(
    cast: Cast, share: int, capsys: pytest.CaptureFixture[str]
) -> None:
    count = WANTED // SHARES
    first = FIRST + share * count
    outcome = play(first, first + count - 1, _town(cast))
    with capsys.disabled():
        sys.stdout.write(f"\n{outcome.done} histoires, {outcome.steps} pas\n")
    for history in outcome.faulty[:3]:
        sys.stdout.write(json.dumps(history, indent=1, ensure_ascii=False) + "\n")
    assert outcome.done == count
    assert [history["seed"] for history in outcome.faulty] == []
