"""A coordinator reads the evening, at a desk and on a phone."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from entremise.core import clock
from entremise.structures.models import AccessToken
from tests.activities.factories import make_activity, make_round
from tests.structures.factories import make_token
from tests.support.accessibility import axe
from tests.support.cast import Cast


def _evening(cast: Cast) -> None:
    now = clock.now()
    if now.astimezone(ZoneInfo("Europe/Paris")).hour in range(3, 8):
        # Played at dawn, five minutes ago may be yesterday's shift.
        cast.dispositif.day_starts_at = 0
        cast.dispositif.save()
    stops = [
        {"label": label, "kind": "street", "arrived_at": now.isoformat()}
        for label in ("Porte d'Arras", "Résidence Lafargue")
    ]
    start = (now - timedelta(minutes=5)).isoformat()
    tour = make_round(cast.mediator, cast.dispositif, started_at=start, ended_at=None, stops=stops)
    make_activity(cast.mediator, cast.dispositif, started_at=start, round=str(tour.pk))
    assert cast.mediator.membership is not None
    phone = make_token(cast.mediator.membership)
    AccessToken.objects.filter(pk=phone.pk).update(
        last_seen_at=now - timedelta(hours=3), waiting=4, conflicts=1
    )


def test_the_evening_changes_hands(cast: Cast, open_as: Callable[..., Page]) -> None:
    _evening(cast)
    for on_phone in (False, True):
        page = open_as(cast.coordinator, phone=on_phone)
        page.goto("/")
        page.locator("main").get_by_role("link", name="Relève").click()
        expect(page.locator("h1")).to_have_text("Relève")
        expect(page.locator("main")).to_contain_text("Porte d’Arras, Résidence Lafargue")
        expect(page.locator("main")).to_contain_text("1 conflit à régler")
        axe(page)
        page.get_by_role("link", name="La veille").click()
        expect(page.locator("main")).to_contain_text("Aucune activité reçue")
