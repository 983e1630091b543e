"""Pages of referrals: examining one, joining it to a case, and where it comes from."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from entremise.cases import actions
from entremise.cases.models import Case, Referral
from entremise.cases.queries import words
from tests.activities.factories import make_activity
from tests.cases.factories import make_case, make_referral
from tests.support.cast import Cast
from tests.support.client import PageClient, client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

CONFLICT = {"register": "conflict", "temporality": "real_time"}


@pytest.fixture
def mediator(cast: Cast) -> PageClient:
    return client_of(cast.mediator)


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case the mediator is in charge of."""
    return make_case(cast.dispositif, cast.mediator.membership, by=cast.coordinator.actor)


def _url(name: str, thing: Any) -> str:
    return reverse(name, args=[thing.pk])


def test_likely_duplicates_are_shown_before_a_case_is_opened(case: Case, cast: Cast) -> None:
    second = make_referral(cast.dispositif, applicant="M. Exemple demandeur", phone="0320000001")
    coordinator = client_of(cast.coordinator)
    page = coordinator.get(_url("referral_detail", second)).content.decode()
    assert "Peut-être déjà connue" in page
    assert "même téléphone" in page
    assert "même nom" in page
    joined = coordinator.post(_url("referral_join", second), {"case": str(case.pk)})
    assert joined["Location"] == _url("case_detail", case)
    told = coordinator.get(joined["Location"]).content.decode()
    assert f"La saisine {second.number} est jointe à la situation {case.number}." in told
    assert "Les personnes en charge la liront." in told
    assert case.referrals.count() == 2


def test_a_referral_is_admitted_with_its_mediators(cast: Cast) -> None:
    referral = make_referral(cast.dispositif)
    coordinator = client_of(cast.coordinator)
    own = str(cast.mediator.actor.member)
    coordinator.post(_url("referral_admit", referral), {"mediators": [own]})
    case = Case.objects.get()
    assert list(case.mediators.all()) == [cast.mediator.membership]
    assert client_of(cast.mediator).get(_url("case_detail", case)).status_code == 200


def test_joining_a_case_one_does_not_follow_is_refused_in_a_sentence(
    case: Case, cast: Cast
) -> None:
    referral, coordinator = make_referral(cast.dispositif), client_of(cast.coordinator)
    away = make_case(cast.neighbour_dispositif)
    other_team = make_case(cast.other_dispositif)
    actions.close_case(case=case, outcome="moved", by=cast.coordinator.actor)
    case.refresh_from_db()
    actions.archive_case(row=case, by=cast.coordinator.actor)
    told = set()
    for wanted in (away.pk, other_team.pk, case.pk, uuid4(), "", "x"):
        page = coordinator.post(_url("referral_join", referral), {"case": str(wanted)})
        assert page.status_code == 409
        told.add(page.context["refusal"].message)
        assert away.number not in page.content.decode()
    assert len(told) == 1  # whether it exists is not told either
    assert "n'est pas jointe" in told.pop()
    referral.refresh_from_db()
    assert (referral.state, referral.case) == ("received", None)


def test_a_referral_without_a_case_is_erased_on_demand(cast: Cast) -> None:
    referral = make_referral(cast.dispositif)
    coordinator = client_of(cast.coordinator)
    assert (
        "Effacer pour de bon" in coordinator.get(_url("referral_detail", referral)).content.decode()
    )
    coordinator.post(_url("referral_erase", referral))
    assert coordinator.get(_url("referral_detail", referral)).status_code == 404
    assert set(words(Referral.objects.get()).values()) == {""}


def test_a_team_refers_what_it_has_met(mediator: PageClient, cast: Cast) -> None:
    activity = make_activity(cast.mediator, cast.dispositif, topics=["noise"], **CONFLICT)
    page = mediator.get(_url("activity_detail", activity)).content.decode()
    (link,) = re.findall(r'href="(/saisines/noter/[^"]+)"', page)
    form = mediator.get(link.replace("&amp;", "&")).context["form"]
    told = {name: form[name].value() or "" for name in form.fields}
    answer = mediator.post(reverse("referral_new"), {**told, "narrative": "Du bruit, sur place."})
    assert answer.status_code == 302, answer.context["form"].errors
    referral = Referral.objects.get()
    assert (referral.activity_id, referral.origin) == (activity.pk, "self")
    assert (referral.topic, referral.dispositif) == ("noise", activity.dispositif)


def test_an_activity_that_was_not_shown_to_one_is_not_the_origin_of_a_referral(
    mediator: PageClient, cast: Cast
) -> None:
    activity = make_activity(cast.mediator, cast.dispositif, topics=["noise"], **CONFLICT)
    page = mediator.get(_url("activity_detail", activity)).content.decode()
    (handed,) = re.findall(r'href="/saisines/noter/\?activite=([^&"]+)', page)
    url, neighbour = reverse("referral_new"), client_of(cast.neighbour_mediator)
    for asking, given in (
        (neighbour, handed),
        (neighbour, activity.pk),
        (mediator, activity.pk),
        (mediator, f"{handed}x"),
        (mediator, ""),
    ):
        assert asking.get(url, {"activite": given}).status_code == 404, given
    told = {
        "dispositif": cast.neighbour_dispositif.pk, "channel": "field", "origin": "self",
        "topic": "noise", "narrative": "Du bruit.", "activity": handed,
    }  # fmt: skip
    assert neighbour.post(url, told).status_code == 302
    assert Referral.objects.get().activity_id is None
