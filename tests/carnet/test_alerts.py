"""What becomes of alerts comes back to the telephone; what a revoked one holds is checked first."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entremise.alerts import salvage
from entremise.alerts.actions import answer_alert, send_alert
from entremise.alerts.enums import Reply, Source, State
from entremise.alerts.facts import month_rows, months
from entremise.alerts.models import Alert, AlertPhoto
from entremise.core import clock
from entremise.structures.actor import VISITOR
from entremise.structures.tokens import revoke_token
from entremise.vault.rows import words_of
from tests.alerts.factories import make_addressee, make_alert, payload
from tests.carnet.telephone import API, Telephone
from tests.support.cast import Cast
from tests.support.client import client_of
from tests.vault.samples import jpeg

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

WORDS = "carnet/last-words"


def _tonight() -> str:
    return (clock.now() - timedelta(hours=2)).isoformat()


def _revoked(cast: Cast) -> Telephone:
    telephone = Telephone(cast.mediator)
    revoke_token(token=telephone.token, by=cast.director.actor)
    return telephone


def _photo(telephone: Telephone, alert: Any, photo: uuid.UUID) -> Any:
    file = SimpleUploadedFile("photo.jpg", jpeg(), content_type="image/jpeg")
    path = f"{API}carnet/last-words/alerts/{alert}/photos/{photo}"
    return Client().post(path, {"file": file}, headers=telephone.headers)


def test_what_became_of_ones_alerts_without_a_word_of_them(cast: Cast) -> None:
    telephone = Telephone(cast.mediator)
    mine = make_alert(cast.mediator, cast.dispositif, seen_at=_tonight(), note="Hall sombre")
    shared = make_alert(
        cast.coordinator,
        cast.dispositif,
        seen_at=_tonight(),
        seen_by=[cast.mediator.actor.member],
    )
    make_alert(cast.coordinator, cast.dispositif, seen_at=_tonight())
    feed = telephone.entries()
    assert {news["id"] for news in feed["alerts"]} == {str(mine.pk), str(shared.pk)}
    assert "Hall sombre" not in str(feed)
    assert "rue du Parc" not in str(feed)
    sending = send_alert(
        alert=mine,
        addressee=make_addressee(cast.structure, label="Astreinte"),
        by=cast.coordinator.actor,
    )
    answer_alert(sending=sending, reply=Reply.IN_CHARGE, comment="", by=VISITOR)
    (news,) = [each for each in telephone.entries()["alerts"] if each["id"] == str(mine.pk)]
    assert (news["state"], news["said"], news["addressee"]) == (
        "in_charge", "prise en charge", "Astreinte",
    )  # fmt: skip


def test_the_feed_asks_as_much_for_ten_alerts_as_for_one(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    telephone = Telephone(cast.mediator)
    make_alert(cast.mediator, cast.dispositif, seen_at=_tonight())
    telephone.entries()
    with CaptureQueriesContext(connection) as one:
        telephone.entries()
    for _ in range(9):
        make_alert(cast.mediator, cast.dispositif, seen_at=_tonight())
    with django_assert_num_queries(len(one)):
        telephone.entries()


def test_the_categories_are_on_the_telephone(cast: Cast) -> None:
    lists = Telephone(cast.mediator).reference()["sections"]["lists"]
    lift = next(one for one in lists["alert_categories"] if one["code"] == "lift")
    assert lift["branch"] in {branch["code"] for branch in lists["alert_branches"]}
    assert not lift["danger"]


# --- the last words of a revoked telephone


def test_its_alerts_are_kept_to_be_checked_and_go_to_nobody(cast: Cast) -> None:
    make_addressee(cast.structure)
    telephone, said = _revoked(cast), payload(cast.dispositif, seen_at=_tonight())
    for _ in range(2):
        response = telephone.post(WORDS, {"alerts": [said, "illisible"]})
        assert (response.status_code, response.json()) == (200, {"kept": 1})
    alert = Alert.objects.get()
    assert (alert.source, alert.state, alert.sent_at) == (Source.REVOKED, State.SIGNALLED, None)
    page = client_of(cast.director).get(f"/alertes/{alert.pk}/").content.decode()
    assert "appareil révoqué" in page
    photo = uuid.uuid4()
    for _ in range(2):
        assert _photo(telephone, alert.pk, photo).json() == {"kept": 1}
    assert AlertPhoto.objects.get().pk == photo


def test_somebody_who_has_left_still_hands_in_theirs(cast: Cast) -> None:
    telephone = _revoked(cast)
    assert cast.mediator.membership is not None
    cast.mediator.membership.ends_on = clock.today() - timedelta(days=1)
    cast.mediator.membership.save()
    cast.mediator.membership.dispositifs.clear()
    said = payload(cast.dispositif, seen_at=(clock.now() + timedelta(days=2)).isoformat())
    assert telephone.post(WORDS, {"alerts": [said]}).json() == {"kept": 1}


def test_a_correction_stands_beside_what_is_known(cast: Cast) -> None:
    known = make_alert(cast.mediator, cast.dispositif, note="Avant")
    telephone = _revoked(cast)
    said = payload(cast.dispositif, id=str(known.pk), base_version=1, note="Après")
    for _ in range(2):
        telephone.post(WORDS, {"alerts": [said]})
    notes = {words["note"] for _row, words in words_of(Alert.objects.all())}
    assert notes == {"Avant", "Après"}
    assert Alert.objects.count() == 2


def test_what_was_not_finished_is_kept_too_with_every_word(cast: Cast) -> None:
    telephone = _revoked(cast)
    begun = {
        "id": str(uuid.uuid4()),
        "dispositif": cast.dispositif.pk,
        "seen_at": "2990-01-01T00:00:00Z",
        "seen_by": [10**30],
        "place": {"label": "x" * 300},
        "note": "Une fuite de gaz au 3e",
        "nouveau": "champ",
    }
    for _ in range(2):
        assert telephone.post(WORDS, {"alerts": [begun, {"note": "Un mot"}]}).json() == {"kept": 2}
    rows = words_of(Alert.objects.order_by("pk"))
    assert len(rows) == 2
    (first,) = [(row, words) for row, words in rows if str(row.pk) == begun["id"]]
    assert "Une fuite de gaz au 3e" in first[1]["note"]
    for lost in ("2990-01-01", str(10**30), "x" * 300, "nouveau : champ"):
        assert lost in first[1]["note"], lost
    assert first[1]["place"] == "x" * 240
    assert first[0].service_date <= clock.today()
    assert str(first[0]).startswith("catégorie à préciser")
    assert any(words["note"] == "Un mot" for _row, words in rows)


def test_nothing_of_another_house(cast: Cast) -> None:
    telephone = _revoked(cast)
    telephone.post(WORDS, {"alerts": [payload(cast.neighbour_dispositif)]})
    assert Alert.objects.get().dispositif.structure == cast.structure
    theirs = make_alert(cast.coordinator, cast.dispositif)
    assert _photo(telephone, theirs.pk, uuid.uuid4()).status_code == 404
    assert not AlertPhoto.objects.exists()


def test_a_stolen_telephone_does_not_fill_the_house(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(salvage, "MOST_TO_CHECK", 2)
    telephone = _revoked(cast)
    words = {"alerts": [payload(cast.dispositif) for _ in range(3)]}
    response = telephone.post(WORDS, words)
    assert (response.status_code, response.json()["code"]) == (413, "too_many")
    assert Alert.objects.count() == 2
    again = telephone.post(WORDS, {"alerts": words["alerts"][:2]})
    assert (again.status_code, again.json()) == (200, {"kept": 2})


def test_its_photos_reach_nobody_outside(cast: Cast) -> None:
    known = make_alert(cast.mediator, cast.dispositif)
    send_alert(alert=known, addressee=make_addressee(cast.structure), by=cast.mediator.actor)
    telephone, photo = _revoked(cast), uuid.uuid4()
    for _ in range(2):
        assert _photo(telephone, known.pk, photo).json() == {"kept": 1}
    assert not known.photos.exists()
    beside = AlertPhoto.objects.get().alert
    assert (beside.source, beside.state, beside.category) == ("revoked", "signalled", "lift")


def test_what_nobody_has_looked_at_is_not_counted(cast: Cast) -> None:
    telephone = _revoked(cast)
    said = payload(cast.dispositif, seen_at=_tonight())
    telephone.post(WORDS, {"alerts": [said]})
    assert months() == []
    send_alert(
        alert=Alert.objects.get(), addressee=make_addressee(cast.structure), by=cast.mediator.actor
    )
    (month,) = months()
    assert month_rows(month.year, month.month).num_rows == 1


def test_a_living_telephone_has_no_last_photo(cast: Cast) -> None:
    alert = make_alert(cast.mediator, cast.dispositif)
    assert _photo(Telephone(cast.mediator), alert.pk, uuid.uuid4()).status_code == 409
