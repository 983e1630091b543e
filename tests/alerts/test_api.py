"""Alerts given by telephones, and their photos: exactly once, and only by whom they are."""

import uuid
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from entremise.alerts.actions import close_alert, erase_alert, remove_photo
from entremise.alerts.actions.photos import MOST
from entremise.alerts.api import BATCH
from entremise.alerts.enums import Source, State
from entremise.alerts.models import Alert, AlertPhoto
from entremise.journal.models import JournalLine
from entremise.vault.rows import words_of
from tests.alerts.factories import make_addressee, make_alert, payload
from tests.alerts.test_photos import LIES
from tests.carnet.telephone import API, Telephone
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.vault.samples import TOLD, jpeg

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def give(telephone: Telephone, *alerts: Any) -> list[dict[str, Any]]:
    """The receipts of a delivery."""
    receipts: list[dict[str, Any]] = telephone.post("sync/alerts", {"alerts": alerts}).json()[
        "receipts"
    ]
    return receipts


def photograph(
    telephone: Telephone, alert: Any, photo: uuid.UUID | None = None, content: bytes | None = None
) -> Any:
    """The answer to a photo."""
    file = SimpleUploadedFile("photo.jpg", content or jpeg(), content_type="image/jpeg")
    path = f"{API}sync/alerts/{alert}/photos/{photo or uuid.uuid4()}"
    return Client().post(path, {"file": file}, headers=telephone.headers)


def test_an_alert_of_a_telephone_is_sent_once(
    cast: Cast, django_capture_on_commit_callbacks: Any, tasks_at_once: None
) -> None:
    make_addressee(cast.structure, label="Astreinte")
    telephone, said = Telephone(cast.mediator), payload(cast.dispositif)
    with django_capture_on_commit_callbacks(execute=True):
        (first,) = give(telephone, said)
        (again,) = give(telephone, said)
    assert (first["status"], first["version"], again["status"]) == ("created", 1, "duplicate")
    alert = Alert.objects.get()
    assert (alert.source, alert.state) == (Source.SYNC, State.SENT)
    assert len(mail.outbox) == 1


def test_a_faulty_one_does_not_hold_the_others_back(cast: Cast) -> None:
    sound, nowhere = payload(cast.dispositif), payload(cast.dispositif, place={"label": " "})
    named = payload(cast.dispositif, note="Mme Durand attend")
    receipts = give(Telephone(cast.mediator), nowhere, {"id": 3}, sound, named)
    assert [receipt["status"] for receipt in receipts] == [
        "invalid", "invalid", "created", "created",
    ]  # fmt: skip
    assert list(receipts[0]["errors"]) == ["place.label"]
    assert receipts[3]["warnings"]
    assert Alert.objects.count() == 2


def test_a_conflict_gives_what_is_held_in_the_words_of_the_telephone(cast: Cast) -> None:
    telephone = Telephone(cast.mediator)
    place = {"label": "Hall 3", "lon": 3.06842, "lat": 50.62514}
    said = payload(cast.dispositif, place=place, seen_by=[cast.mediator.actor.member])
    give(telephone, said)
    (receipt,) = give(telephone, said | {"note": "Autre", "base_version": 9})
    assert receipt["status"] == "conflict"
    current = receipt["current"]
    assert current["place"] == place | {"commune": None, "qpv": None}
    assert (current["note"], current["seen_by"]) == (said["note"], said["seen_by"])
    (mended,) = give(telephone, current | {"note": "Autre", "base_version": 1})
    assert (mended["status"], mended["version"]) == ("updated", 2)


def test_others_learn_nothing(cast: Cast) -> None:
    theirs = make_alert(cast.neighbour_mediator, cast.neighbour_dispositif)
    (receipt,) = give(
        Telephone(cast.mediator), payload(cast.dispositif, id=str(theirs.pk), base_version=1)
    )
    assert (receipt["status"], receipt["current"], receipt["version"]) == ("conflict", None, None)
    response = photograph(Telephone(cast.coordinator, "autre"), theirs.pk)
    assert (response.status_code, response.json()["code"]) == (404, "unknown_alert")
    own = make_alert(cast.coordinator, cast.dispositif)
    response = photograph(Telephone(cast.mediator, "troisieme"), own.pk)
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert not AlertPhoto.objects.exists()


@pytest.mark.parametrize("role", ["partner", "regional", "steering", "admin", "dpo"])
def test_only_the_field(cast: Cast, role: str) -> None:
    telephone = Telephone(getattr(cast, role))
    assert telephone.post("sync/alerts", {"alerts": [{}]}).status_code == 403
    assert photograph(telephone, uuid.uuid4()).status_code == 403


def test_not_more_than_a_batch(cast: Cast) -> None:
    response = Telephone(cast.mediator).post("sync/alerts", {"alerts": [{}] * (BATCH + 1)})
    assert response.status_code == 413
    empty = Telephone(cast.coordinator, "autre").post("sync/alerts", {})
    assert (empty.status_code, "« alerts »" in empty.json()["detail"]) == (422, True)


def test_what_is_closed_or_erased_is_corrected_no_more(cast: Cast) -> None:
    telephone, said = Telephone(cast.mediator), payload(cast.dispositif)
    give(telephone, said)
    alert = Alert.objects.get()
    close_alert(alert=alert, state=State.SOLVED, by=cast.mediator.actor)
    (receipt,) = give(telephone, said | {"note": "Encore", "base_version": 1})
    assert receipt["status"] == "invalid"
    assert "close" in receipt["errors"]["id"][0]
    erase_alert(row=alert, by=cast.director.actor)
    (receipt,) = give(telephone, said | {"note": "Encore", "base_version": 1})
    assert "effacée" in receipt["errors"]["id"][0]
    assert set(words_of([Alert.objects.get()])[0][1].values()) == {""}


# --- photos


def test_a_photo_is_kept_once_and_tells_nothing_of_where_it_was_taken(cast: Cast) -> None:
    telephone = Telephone(cast.mediator)
    alert, photo = make_alert(cast.mediator, cast.dispositif), uuid.uuid4()
    for _ in range(2):
        response = photograph(telephone, alert.pk, photo)
        assert (response.status_code, response.json()) == (200, {"id": str(photo)})
    kept = AlertPhoto.objects.get()
    assert (kept.pk, kept.added_by_id) == (photo, cast.mediator.actor.member)
    assert JournalLine.objects.filter(verb="alert.photo_added").count() == 1
    assert TOLD.encode() in jpeg()


@pytest.mark.parametrize("name", LIES)
def test_a_photo_that_lies_is_refused_with_a_sentence(cast: Cast, name: str) -> None:
    alert = make_alert(cast.mediator, cast.dispositif)
    response = photograph(Telephone(cast.mediator), alert.pk, content=LIES[name] or b" ")
    assert 400 <= response.status_code < 500
    assert response.json()["detail"].endswith(".")
    assert not AlertPhoto.objects.exists()


def test_a_photo_of_another_alert_or_one_too_many(cast: Cast) -> None:
    telephone = Telephone(cast.mediator)
    first, second = (make_alert(cast.mediator, cast.dispositif) for _ in range(2))
    photo = uuid.uuid4()
    photograph(telephone, first.pk, photo)
    assert photograph(telephone, second.pk, photo).json()["code"] == "conflict"
    for _ in range(MOST - 1):
        photograph(telephone, first.pk)
    assert photograph(telephone, first.pk).json()["code"] == "too_many"
    close_alert(alert=second, state=State.SOLVED, by=cast.mediator.actor)
    assert photograph(telephone, second.pk).json()["code"] == "closed"


def test_what_was_taken_away_does_not_come_back_with_a_repeated_delivery(cast: Cast) -> None:
    telephone, photo = Telephone(cast.mediator), uuid.uuid4()
    alert = make_alert(cast.mediator, cast.dispositif)
    photograph(telephone, alert.pk, photo)
    remove_photo(photo=AlertPhoto.objects.get(), by=cast.mediator.actor)
    assert photograph(telephone, alert.pk, photo).status_code == 200
    assert not AlertPhoto.objects.exists()


def test_a_photo_whose_answer_was_lost_is_recognised_on_a_closed_alert(cast: Cast) -> None:
    telephone, photo = Telephone(cast.mediator), uuid.uuid4()
    alert = make_alert(cast.mediator, cast.dispositif)
    photograph(telephone, alert.pk, photo)
    close_alert(alert=alert, state=State.SOLVED, by=cast.mediator.actor)
    assert photograph(telephone, alert.pk, photo).status_code == 200


def test_a_number_no_database_holds_is_refused_with_a_sentence(cast: Cast) -> None:
    (receipt,) = give(Telephone(cast.mediator), payload(cast.dispositif, seen_by=[10**30]))
    assert (receipt["status"], list(receipt["errors"])) == ("invalid", ["seen_by.0"])


def test_a_commune_that_was_said_stays_when_the_note_is_corrected(cast: Cast) -> None:
    make_places()
    telephone = Telephone(cast.mediator)
    place = {"label": "Hall 3", "lon": 3.06842, "lat": 50.62514, "commune": "59512"}
    said = payload(cast.dispositif, place=place)
    give(telephone, said)
    (receipt,) = give(telephone, said | {"note": "Autre", "base_version": 9})
    give(telephone, receipt["current"] | {"note": "Autre", "base_version": 1})
    assert Alert.objects.get().commune_id == "59512"


def test_a_delivery_without_its_photo(cast: Cast) -> None:
    alert = make_alert(cast.mediator, cast.dispositif)
    path = f"{API}sync/alerts/{alert.pk}/photos/{uuid.uuid4()}"
    response = Client().post(path, headers=Telephone(cast.mediator).headers)
    assert response.status_code == 422
    assert "photo" in response.json()["detail"]
