"""The alerts of the demonstration: given and answered by the actions, the same each time."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from entremise.alerts.enums import State
from entremise.alerts.models import Addressee, Alert, Sending
from entremise.alerts.policies import visible_addressed
from entremise.core import clock
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import read
from entremise.portal.demo.watch import load_alerts
from entremise.portal.demo.world import world_of
from entremise.structures.actor import actor_of
from entremise.structures.models import Membership
from tests.demo.factories import make_communes_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_alerts_are_given_routed_and_answered_once() -> None:
    pack = read()
    make_communes_of(pack)
    load(pack, today=date(2026, 11, 22), password="demonstration-2026")
    world = world_of(pack)
    with clock.hold(NOW):
        given = load_alerts(pack, world, at=NOW)
        assert load_alerts(pack, world, at=NOW) == 0
    assert given == Alert.objects.count() == 60
    assert Addressee.objects.count() == 6
    states = Counter(Alert.objects.values_list("state", flat=True))
    assert states[State.SOLVED] > 15
    assert {State.SIGNALLED, State.SENT, State.ACKNOWLEDGED, State.IN_CHARGE} <= set(states)
    assert Sending.objects.filter(reminded_at__isnull=False).exists()
    assert not Alert.objects.filter(created_at__gt=NOW).exists()
    assert not Sending.objects.filter(answered_at__gt=NOW).exists()
    partner = Membership.objects.get(user__email="partenaire@ville-lille.example.org")
    assert visible_addressed(actor_of(partner)).exists()
