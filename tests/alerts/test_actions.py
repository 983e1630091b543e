"""What becomes of an alert: given once, sent, answered, given back, closed and opened again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from entremise.alerts.actions import answer_alert, close_alert, reopen_alert, send_alert
from entremise.alerts.enums import Reply, SendingStatus, State
from entremise.alerts.models import Alert, Answer, Sending
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.receipts import SyncStatus
from entremise.journal.models import ChangedMonth, JournalLine
from entremise.structures.actor import VISITOR
from entremise.vault.keys import destroy_keys
from entremise.vault.rows import words_of
from tests.alerts.factories import EVENING, give, make_addressee, make_alert, make_sending, payload
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def answer(sending: Sending, reply: Reply, comment: str = "") -> None:
    answer_alert(sending=sending, reply=reply, comment=comment, by=VISITOR)
    sending.refresh_from_db()
    sending.alert.refresh_from_db()


# --- giving one


def test_what_leads_to_a_person_is_sealed(cast: Cast) -> None:
    alert = make_alert(
        cast.mediator,
        cast.dispositif,
        category="isolation",
        place={"label": "4 rue du Parc, 2e gauche", "lon": 3.06842, "lat": 50.62514},
        note="Ne sort plus",
    )
    ((_row, words),) = words_of([alert])
    assert words == {
        "place": "4 rue du Parc, 2e gauche",
        "point": "50.62514, 3.06842",
        "note": "Ne sort plus",
    }
    kept = str(Alert.objects.values().get()) + str(list(JournalLine.objects.values()))
    assert "Parc" not in kept
    assert "50.62" not in kept
    assert "Ne sort plus" not in kept
    destroy_keys([alert.key_id])
    assert set(words_of([alert])[0][1].values()) == {""}


def test_the_same_alert_sent_again_changes_nothing(cast: Cast) -> None:
    content = payload(cast.dispositif)
    first, again = give(cast.mediator, content), give(cast.mediator, content)
    assert (first.status, again.status) == (SyncStatus.CREATED, SyncStatus.DUPLICATE)
    assert Alert.objects.count() == 1
    assert JournalLine.objects.filter(verb="alert.logged").count() == 1


def test_a_correction_needs_the_current_version(cast: Cast) -> None:
    content = payload(cast.dispositif)
    give(cast.mediator, content)
    stale = give(cast.mediator, content | {"category": "tags", "base_version": 7})
    assert stale.status == SyncStatus.CONFLICT
    mended = give(cast.mediator, content | {"category": "tags", "note": "Tags", "base_version": 1})
    assert (mended.status, mended.version) == (SyncStatus.UPDATED, 2)
    assert give(cast.mediator, content).status == SyncStatus.DUPLICATE
    alert = Alert.objects.get()
    assert alert.category == "tags"
    assert words_of([alert])[0][1]["note"] == "Tags"
    line = JournalLine.objects.get(verb="alert.corrected")
    assert line.changes == {"category": ["lift", "tags"], "note": None}


def test_an_identifier_of_others_says_nothing(cast: Cast) -> None:
    theirs = make_alert(cast.neighbour_mediator, cast.neighbour_dispositif)
    receipt = give(cast.mediator, payload(cast.dispositif, id=str(theirs.pk), base_version=1))
    assert (receipt.status, receipt.version, receipt.kept) == (SyncStatus.CONFLICT, None, None)
    theirs.refresh_from_db()
    assert theirs.structure == cast.neighbour


def test_a_colleague_s_alert_is_not_corrected(cast: Cast) -> None:
    alert = make_alert(cast.coordinator, cast.dispositif)
    receipt = give(cast.mediator, payload(cast.dispositif, id=str(alert.pk), base_version=1))
    assert receipt.status == SyncStatus.INVALID
    assert "id" in receipt.errors


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"category": "dragons"}, "category"),
        ({"category": "technical"}, "category"),  # a branch says too little
        ({"place": {"label": " "}}, "place.label"),
        ({"place": {"label": "Hall", "commune": "00000"}}, "place.commune"),
        ({"seen_at": "2199-01-01T00:00:00Z"}, "seen_at"),
        ({"seen_at": "1999-01-01T00:00:00Z"}, "seen_at"),
        ({"seen_at": "hier"}, "seen_at"),
        ({"seen_by": [0]}, "seen_by"),
        ({"dispositif": 0}, "dispositif"),
        ({"id": "1"}, "id"),
        ({"photo": "x"}, "photo"),
    ],
)
def test_what_breaks_a_rule_is_told_and_not_kept(
    cast: Cast, changes: dict[str, Any], fault: str
) -> None:
    receipt = give(cast.mediator, payload(cast.dispositif, **changes))
    assert receipt.status == SyncStatus.INVALID
    assert list(receipt.errors) == [fault]
    assert not Alert.objects.exists()


@pytest.mark.parametrize("content", [None, [], "alerte", {}, 7])
def test_anything_may_be_sent(cast: Cast, content: Any) -> None:
    assert give(cast.mediator, content).status == SyncStatus.INVALID


def test_what_no_database_holds_is_replaced(cast: Cast) -> None:
    alert = make_alert(cast.mediator, cast.dispositif, note="a\x00b")
    assert words_of([alert])[0][1]["note"] == "a\ufffdb"


def test_nobody_gives_one_for_other_dispositifs(cast: Cast) -> None:
    for service in (cast.other_dispositif, cast.neighbour_dispositif):
        assert give(cast.mediator, payload(service)).status == SyncStatus.INVALID


# --- sending it


def test_it_leaves_by_itself_for_whoever_answers_for_it(
    cast: Cast, tasks_at_once: None, django_capture_on_commit_callbacks: Any
) -> None:
    addressee = make_addressee(cast.structure, categories=["lift"])
    with django_capture_on_commit_callbacks(execute=True):
        alert = make_alert(cast.mediator, cast.dispositif, danger=True)
    sending = alert.sendings.get()
    assert (sending.addressee, sending.is_current) == (addressee, True)
    assert (alert.state, alert.sent_at) == (State.SENT, sending.sent_at)
    (letter,) = mail.outbox
    assert letter.to == [addressee.email]
    assert letter.subject == "Alerte : danger, Ascenseur, Lille"
    for word in ("rue du Parc", "Bloqué", "Médiateur"):
        assert word not in letter.body
    assert "/alertes/lien/" in letter.body


def test_another_addressee_takes_it_from_the_first(cast: Cast) -> None:
    sending = make_sending(cast.mediator, cast.dispositif)
    other = make_addressee(cast.structure)
    second = send_alert(alert=sending.alert, addressee=other, by=cast.mediator.actor)
    sending.refresh_from_db()
    assert (sending.status, second.status) == (SendingStatus.REDIRECTED, SendingStatus.CURRENT)
    assert second.nonce != sending.nonce
    with pytest.raises(Refusal, match="déjà"):
        send_alert(alert=sending.alert, addressee=other, by=cast.mediator.actor)


def test_it_never_goes_to_an_addressee_of_others(cast: Cast) -> None:
    alert = make_alert(cast.mediator, cast.dispositif)
    theirs = make_addressee(cast.neighbour)
    with pytest.raises(Refusal, match="pas de votre structure"):
        send_alert(alert=alert, addressee=theirs, by=cast.mediator.actor)
    assert not Sending.objects.exists()


def test_a_letter_that_comes_too_late_does_not_leave(
    cast: Cast, tasks_at_once: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        sending = make_sending(cast.mediator, cast.dispositif)
    close_alert(alert=sending.alert, state=State.SOLVED, by=cast.mediator.actor)
    for callback in callbacks:
        callback()
    assert mail.outbox == []


# --- answering


def test_each_answer_moves_it_forward(cast: Cast) -> None:
    sending = make_sending(cast.mediator, cast.dispositif)
    for reply, state in (
        (Reply.RECEIVED, State.ACKNOWLEDGED),
        (Reply.IN_CHARGE, State.IN_CHARGE),
        (Reply.SOLVED, State.SOLVED),
    ):
        answer(sending, reply)
        assert (sending.reply, sending.alert.state) == (reply, state)
    assert sending.status == SendingStatus.CLOSED
    assert sending.solved_at == sending.alert.closed_at
    assert sending.answered_at == sending.alert.answered_at
    assert sending.answers.count() == 3
    assert ChangedMonth.objects.get(fact="alerts").month == EVENING.date().replace(day=1)


def test_the_same_answer_again_changes_nothing(cast: Cast) -> None:
    sending = make_sending(cast.mediator, cast.dispositif)
    answer(sending, Reply.IN_CHARGE)
    lines = JournalLine.objects.count()
    answer(sending, Reply.IN_CHARGE)
    answer(sending, Reply.RECEIVED)
    assert Answer.objects.count() == 1
    assert JournalLine.objects.count() == lines
    assert sending.alert.state == State.IN_CHARGE


def test_a_word_more_is_kept_and_sealed(cast: Cast) -> None:
    sending = make_sending(cast.mediator, cast.dispositif)
    answer(sending, Reply.IN_CHARGE)
    answer(sending, Reply.RECEIVED, "Technicien mardi, code 1234")
    assert sending.alert.state == State.IN_CHARGE
    said = [words["comment"] for _answer, words in words_of(Answer.objects.order_by("at"))]
    assert said == ["", "Technicien mardi, code 1234"]
    for model in (Answer, JournalLine):
        assert "mardi" not in str(list(model.objects.values()))


def test_not_theirs_gives_it_back_to_the_team(cast: Cast) -> None:
    sending = make_sending(cast.mediator, cast.dispositif)
    answer(sending, Reply.NOT_OURS, "Voir la métropole")
    assert (sending.status, sending.alert.state) == (SendingStatus.DECLINED, State.SIGNALLED)
    with pytest.raises(Refusal, match="plus entre vos mains"):
        answer(sending, Reply.SOLVED)
    again = send_alert(alert=sending.alert, addressee=sending.addressee, by=cast.coordinator.actor)
    assert again.is_current


# --- ending


def test_the_team_closes_and_opens_again(cast: Cast) -> None:
    sending = make_sending(cast.mediator, cast.dispositif)
    alert = sending.alert
    close_alert(alert=alert, state=State.UNSOLVED, by=cast.mediator.actor)
    alert.refresh_from_db()
    sending.refresh_from_db()
    assert (alert.state, sending.status) == (State.UNSOLVED, SendingStatus.CLOSED)
    assert alert.closed_at is not None
    for refused in (
        lambda: close_alert(alert=alert, state=State.SOLVED, by=cast.mediator.actor),
        lambda: send_alert(alert=alert, addressee=sending.addressee, by=cast.mediator.actor),
        lambda: answer(sending, Reply.SOLVED),
    ):
        with pytest.raises(Refusal):
            refused()
    reopen_alert(alert=alert, by=cast.mediator.actor)
    alert.refresh_from_db()
    assert (alert.state, alert.closed_at) == (State.SIGNALLED, None)
    with pytest.raises(Refusal, match="pas close"):
        reopen_alert(alert=alert, by=cast.mediator.actor)
    with pytest.raises(ValueError, match="fin"):
        close_alert(alert=alert, state=State.SENT, by=cast.mediator.actor)


def test_the_first_answer_and_the_first_sending_stay_the_first(cast: Cast) -> None:
    now = clock.now()
    with clock.hold(now - timedelta(hours=9)):
        sending = make_sending(cast.mediator, cast.dispositif)
    with clock.hold(now - timedelta(hours=5)):
        answer(sending, Reply.NOT_OURS)
    with clock.hold(now - timedelta(hours=4)):
        other = make_addressee(cast.structure)
        second = send_alert(alert=sending.alert, addressee=other, by=cast.mediator.actor)
    answer(second, Reply.RECEIVED)
    alert = Alert.objects.get()
    assert alert.sent_at == now - timedelta(hours=9)
    assert alert.answered_at == now - timedelta(hours=5)
    assert second.answered_at is not None
