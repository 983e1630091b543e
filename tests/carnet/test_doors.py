"""Who may ask what of the carnet, and what a revoked telephone may still say."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from entremise.activities.models import Activity, QuarantinedEntry, Round
from entremise.carnet import api
from entremise.core import clock
from entremise.journal.models import JournalLine
from entremise.structures.tokens import LAST_WORDS, revoke_token
from tests.activities.factories import payload, round_payload
from tests.carnet.telephone import API, Telephone
from tests.support.cast import Cast

READS = ("carnet/reference", "carnet/entries")
WORDS = "carnet/last-words"


@pytest.mark.parametrize("path", READS)
def test_nobody_without_a_token(cast: Cast, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer inconnu"}):
        response = Client().get(f"{API}{path}", headers=headers)
        assert (response.status_code, response.json()["code"]) == (401, "unknown")


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("role", ["partner", "regional", "steering", "admin", "dpo"])
def test_only_the_field(cast: Cast, path: str, role: str) -> None:
    response = Telephone(getattr(cast, role)).get(path)
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("path", READS)
def test_a_role_that_has_ended(cast: Cast, path: str) -> None:
    telephone = Telephone(cast.mediator)
    assert cast.mediator.membership is not None
    cast.mediator.membership.ends_on = clock.today() - timedelta(days=1)
    cast.mediator.membership.save()
    response = telephone.get(path)
    assert (response.status_code, response.json()["code"]) == (401, "unknown")


@pytest.mark.parametrize("path", READS)
def test_a_revoked_telephone_is_told_so(cast: Cast, path: str) -> None:
    telephone = _revoked(cast)
    response = telephone.get(path)
    assert (response.status_code, response.json()["code"]) == (401, "revoked")


@pytest.mark.parametrize("path", ["sync/activities", "sync/rounds"])
def test_so_it_is_when_it_sends(cast: Cast, path: str) -> None:
    response = _revoked(cast).post(path, {"entries": [{}], "rounds": [{}]})
    assert (response.status_code, response.json()["code"]) == (401, "revoked")


def _revoked(cast: Cast) -> Telephone:
    telephone = Telephone(cast.mediator)
    revoke_token(token=telephone.token, by=cast.director.actor)
    return telephone


def _words(cast: Cast) -> dict[str, Any]:
    return {
        "entries": [payload(cast.dispositif), {"illisible": True}],
        "rounds": [round_payload(cast.dispositif)],
    }


def test_its_last_words_are_kept_aside_and_nothing_else_happens(cast: Cast) -> None:
    telephone, words = _revoked(cast), _words(cast)
    for _ in range(2):
        response = telephone.post(WORDS, words)
        assert (response.status_code, response.json()) == (200, {"kept": 3})
    assert not Activity.objects.exists()
    assert not Round.objects.exists()
    aside = QuarantinedEntry.objects.order_by("pk")
    assert [row.kind for row in aside] == ["activity", "activity", "round"]
    assert [row.payload for row in aside] == [*words["entries"], *words["rounds"]]
    assert aside[0].reasons == {"entry": [api.REVOKED]}
    assert {row.membership_id for row in aside} == {cast.mediator.actor.member}
    assert JournalLine.objects.filter(verb="entry.set_aside").count() == 3


def test_last_words_are_for_revoked_telephones(cast: Cast) -> None:
    response = Telephone(cast.mediator).post(WORDS, _words(cast))
    assert (response.status_code, response.json()["code"]) == (409, "alive")
    response = Client().post(f"{API}{WORDS}", "{}", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (401, "unknown")
    assert not QuarantinedEntry.objects.exists()


def test_last_words_are_heard_for_a_year(cast: Cast) -> None:
    telephone = _revoked(cast)
    with clock.hold(clock.now() + LAST_WORDS + timedelta(minutes=1)):
        assert telephone.post(WORDS, _words(cast)).status_code == 401
    assert not QuarantinedEntry.objects.exists()


def test_somebody_who_has_left_may_still_hand_in_theirs(cast: Cast) -> None:
    telephone = _revoked(cast)
    assert cast.mediator.membership is not None
    cast.mediator.membership.ends_on = clock.today() - timedelta(days=1)
    cast.mediator.membership.save()
    assert telephone.post(WORDS, _words(cast)).json() == {"kept": 3}


def test_a_stolen_telephone_does_not_fill_the_house(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    telephone = _revoked(cast)
    monkeypatch.setattr(api, "MOST_SET_ASIDE", 3)
    assert telephone.post(WORDS, _words(cast)).status_code == 200
    response = telephone.post(WORDS, _words(cast))
    assert (response.status_code, response.json()["code"]) == (413, "too_many")
    assert QuarantinedEntry.objects.count() == 3


def test_too_many_words_at_once(cast: Cast) -> None:
    assert _revoked(cast).post(WORDS, {"entries": [{}] * 201}).status_code == 422
