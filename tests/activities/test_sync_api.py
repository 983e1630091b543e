"""The synchronisation API as a device meets it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from entremise.activities.models import Activity, QuarantinedEntry
from entremise.core import clock
from entremise.journal.models import JournalLine
from entremise.structures.models import AccessToken
from tests.activities.factories import payload, round_payload
from tests.structures.factories import make_token
from tests.support.cast import Cast, Person

URL = "/api/v1/sync/activities"
ROUNDS = "/api/v1/sync/rounds"


def post(body: Any, secret: str | None = "jeton-d-essai", url: str = URL, **extra: Any) -> Any:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post(url, data, content_type="application/json", headers=headers, **extra)


@pytest.fixture
def token(cast: Cast) -> AccessToken:
    membership = cast.mediator.membership
    assert membership is not None
    return make_token(membership)


def test_one_receipt_per_entry_in_their_order(cast: Cast, token: AccessToken) -> None:
    good, wrong = payload(cast.dispositif), payload(cast.dispositif, register="patrol")
    response = post({"entries": [good, wrong, good, good | {"duration": 50}]})
    assert response.status_code == 200
    receipts = response.json()["receipts"]
    assert [r["status"] for r in receipts] == ["created", "invalid", "duplicate", "conflict"]
    assert receipts[1]["errors"]["register"]
    assert receipts[3]["current"]["duration"] == 20
    assert Activity.objects.get().source == "sync"
    assert QuarantinedEntry.objects.get().payload == wrong
    token.refresh_from_db()
    assert token.last_used_on == clock.today()


def test_the_server_content_can_be_sent_back_as_a_change(cast: Cast, token: AccessToken) -> None:
    entry = payload(
        cast.dispositif,
        place={"kind": "street", "label": "Place de la mairie"},
        publics={"sex": {"female": 1}},
        topics=["noise"],
    )
    body = {"entries": [entry, entry | {"duration": 50}]}
    current = post(body).json()["receipts"][1]["current"]
    (receipt,) = post({"entries": [current | {"duration": 50}]}).json()["receipts"]
    assert (receipt["status"], receipt["version"]) == ("updated", 2)
    kept = Activity.objects.get()
    assert (kept.duration, kept.topics, kept.publics) == (50, ["noise"], {"sex": {"female": 1}})


def test_a_note_that_names_somebody_is_kept_with_a_warning(cast: Cast, token: AccessToken) -> None:
    entry = payload(cast.dispositif, note="Mme Durand se plaint du bruit")
    (receipt,) = post({"entries": [entry]}).json()["receipts"]
    assert receipt["status"] == "created"
    assert receipt["warnings"] == ["La note semble nommer une personne."]


@pytest.mark.parametrize(
    "strange",
    [
        '"note": "a\\u0000b \\ud800", "people": 0',
        '"note": NaN', '"duration": Infinity', '"people": 1e400', '"\\ud800\\u0000": 1',
        '"id": "\\ud800\\u0000"', '"place": {"kind": "street", "lon": NaN, "lat": 1}',
        '"started_at": "2025-03-12T18:30:00+23:59"',
        '"started_at": "0001-01-01T00:00:00+14:00"', '"started_at": "9999-12-31T23:59:59-14:00"',
    ],
)  # fmt: skip
def test_what_no_database_holds_is_kept_and_holds_nobody_back(
    cast: Cast, token: AccessToken, strange: str
) -> None:
    good = json.dumps(payload(cast.dispositif))
    odd = json.dumps(payload(cast.dispositif))[:-1] + f", {strange}}}"
    for again in (False, True):
        response = post(f'{{"entries": [{odd}, {good}]}}')
        assert response.status_code == 200
        first, second = response.json()["receipts"]
        assert second["status"] == ("duplicate" if again else "created")
    assert QuarantinedEntry.objects.count() + Activity.objects.count() == 2


def test_the_names_of_a_faulty_entry_do_not_reach_the_journal(
    cast: Cast, token: AccessToken
) -> None:
    named = {"M. Durand": 1, "publics": {"sex": {"M. Durand": "x"}}}
    post({"entries": [payload(cast.dispositif) | named]})
    line = JournalLine.objects.get(verb="entry.set_aside")
    assert line.changes == {"fields": ["publics"]}


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"entries": []}, 422, "au moins une activité"),
        ({"items": []}, 422, "« entries »"),
        ({"entries": "tout"}, 422, "« entries »"),
        ("{pas du json", 400, "JSON lisible"),
        (b"\xff\xfe", 400, "JSON lisible"),
        ({"entries": [{}] * 201}, 413, "au plus 200"),
        ({"entries": [{"note": "x" * 3_000_000}]}, 413, "trop lourd"),
        ('{"entries": [' + '{"a":' * 900 + "1" + "}" * 900 + "]}", 400, "JSON lisible"),
    ],
)
def test_what_is_refused_as_a_whole(
    cast: Cast, token: AccessToken, body: Any, status: int, words: str
) -> None:
    response = post(body)
    assert response.status_code == status
    assert words in response.json()["detail"]
    assert not QuarantinedEntry.objects.exists()


def test_rounds_get_the_same_receipts(cast: Cast, token: AccessToken) -> None:
    good = round_payload(cast.dispositif)
    wrong = round_payload(cast.dispositif, dispositif=0)
    response = post({"rounds": [good, wrong, good, good | {"ended_at": None}]}, url=ROUNDS)
    receipts = response.json()["receipts"]
    assert [r["status"] for r in receipts] == ["created", "invalid", "duplicate", "conflict"]
    current = receipts[3]["current"]
    assert current["base_version"] == 1
    (receipt,) = post({"rounds": [current | {"ended_at": None}]}, url=ROUNDS).json()["receipts"]
    assert (receipt["status"], receipt["version"]) == ("updated", 2)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"rounds": []}, 422, "au moins une tournée"),
        ({"entries": []}, 422, "« rounds »"),
        ({"rounds": [{}] * 51}, 413, "au plus 50"),
    ],
)
def test_rounds_refused_as_a_whole(
    cast: Cast, token: AccessToken, body: Any, status: int, words: str
) -> None:
    response = post(body, url=ROUNDS)
    assert response.status_code == status
    assert words in response.json()["detail"]


def test_a_token_opens_only_while_it_is_good(cast: Cast, token: AccessToken) -> None:
    body = {"entries": [payload(cast.dispositif)]}
    for secret in (None, "autre", ""):
        response = post(body, secret)
        assert response.status_code == 401
        assert response.json()["code"] == "unknown"
        assert "reconnectez" in response.json()["detail"]
    token.revoked_at = clock.now()
    token.save()
    response = post(body)
    assert response.status_code == 401
    assert response.json()["code"] == "revoked"
    assert not Activity.objects.exists()


def test_what_a_device_says_of_itself_is_kept(cast: Cast, token: AccessToken) -> None:
    body = {"entries": [payload(cast.dispositif)]}
    now = datetime.now(UTC)

    def says(waiting: str, version: str, later: float) -> None:
        with clock.hold(now + timedelta(seconds=later)):
            said = {"HTTP_X_CARNET_WAITING": waiting, "HTTP_X_CARNET_VERSION": version}
            assert post(body, **said).status_code == 200
        token.refresh_from_db()

    says("12", "3fa9", 0)
    assert (token.waiting, token.software, token.last_seen_at) == (12, "3fa9", now)
    says("12", "3fa9", 30)
    assert token.last_seen_at == now, "rien de neuf dans la minute : rien n'est écrit"
    says("11", "3fa9", 40)
    assert (token.waiting, token.last_seen_at) == (11, now + timedelta(seconds=40))
    says("11", "3fa9", 120)
    assert token.last_seen_at == now + timedelta(seconds=120)
    says("beaucoup", "<script>", 240)
    assert (token.waiting, token.software) == (11, "3fa9")


def test_the_session_of_a_page_does_not_open_the_api(cast: Cast) -> None:
    client = Client()
    assert cast.mediator.membership is not None
    client.force_login(cast.mediator.membership.user)
    body = json.dumps({"entries": [payload(cast.dispositif)]})
    assert client.post(URL, body, content_type="application/json").status_code == 401


@pytest.mark.parametrize("role", ["partner", "regional", "steering", "admin", "dpo"])
def test_only_the_field_logs(cast: Cast, role: str) -> None:
    person: Person = getattr(cast, role)
    assert person.membership is not None
    make_token(person.membership)
    assert post({"entries": [payload(cast.dispositif)]}).status_code == 403
    assert not Activity.objects.exists()


def test_openapi_describes_an_entry(client: Client, db: None) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    batch = schema["components"]["schemas"]["SyncBatch"]
    entry = batch["properties"]["entries"]["items"]["properties"]
    assert {"id", "register", "place", "publics", "base_version"} <= set(entry)
    assert URL in schema["paths"]
