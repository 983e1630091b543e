"""Each entry is kept exactly once, whatever the order and number of deliveries."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entremise.activities.actions import close_period, receive
from entremise.activities.checks import check
from entremise.activities.entries import Entry, EntryIn, read_shape
from entremise.activities.enums import Source
from entremise.activities.models import Activity, QuarantinedEntry
from entremise.activities.references import references_of
from entremise.core.receipts import SyncStatus
from entremise.journal.models import ChangedMonth, JournalLine
from tests.activities.factories import EVENING, LAST, make_activity, payload, send, send_rounds
from tests.support.cast import Cast


def statuses(receipts: list) -> list[str]:
    return [receipt.status.value for receipt in receipts]


def test_a_new_entry_is_created_with_its_journal_line_and_its_month(cast: Cast) -> None:
    (receipt,) = send(cast.mediator, payload(cast.dispositif))
    assert receipt.status == SyncStatus.CREATED
    assert receipt.version == 1
    activity = Activity.objects.get(pk=receipt.id)
    assert [m.pk for m in activity.mediators.all()] == [cast.mediator.actor.membership_id]
    assert [line.pk for line in activity.funding_lines.all()] == [cast.funding_line.pk]
    line = JournalLine.objects.get(subject_id=str(activity.pk))
    assert (line.verb, line.user_id) == ("activity.logged", cast.mediator.actor.user_id)
    assert ChangedMonth.objects.get(fact="activities").month == date(LAST, 3, 1)


def test_the_same_delivery_again_is_a_duplicate(cast: Cast) -> None:
    entry = payload(cast.dispositif)
    assert statuses(send(cast.mediator, entry, entry)) == ["created", "duplicate"]
    assert statuses(send(cast.mediator, entry)) == ["duplicate"]
    assert Activity.objects.count() == 1
    assert JournalLine.objects.filter(subject_type="activities.activity").count() == 1


def test_a_change_on_the_current_version_is_kept(cast: Cast) -> None:
    entry = payload(cast.dispositif)
    send(cast.mediator, entry)
    (receipt,) = send(cast.mediator, entry | {"base_version": 1, "duration": 45})
    assert (receipt.status, receipt.version) == (SyncStatus.UPDATED, 2)
    line = JournalLine.objects.get(verb="activity.corrected")
    assert line.changes == {"duration": [20, 45]}


def test_a_change_on_an_old_version_is_a_conflict_and_changes_nothing(cast: Cast) -> None:
    entry = payload(cast.dispositif)
    send(cast.mediator, entry, entry | {"base_version": 1, "duration": 45})
    for other in (entry | {"base_version": 1, "duration": 60}, entry | {"duration": 60}):
        (receipt,) = send(cast.mediator, other)
        assert (receipt.status, receipt.version) == (SyncStatus.CONFLICT, 2)
        assert receipt.kept is not None
    assert Activity.objects.get(pk=entry["id"]).duration == 45


def test_a_first_delivery_repeated_after_a_correction_is_still_a_duplicate(cast: Cast) -> None:
    entry = payload(cast.dispositif)
    send(cast.mediator, entry)
    send(cast.coordinator, entry | {"base_version": 1, "duration": 45})
    (receipt,) = send(cast.mediator, entry)
    assert (receipt.status, receipt.version) == (SyncStatus.DUPLICATE, 2)
    assert Activity.objects.get(pk=entry["id"]).duration == 45


def test_a_return_to_an_earlier_content_is_a_change(cast: Cast) -> None:
    entry = payload(cast.dispositif)
    send(cast.mediator, entry, entry | {"base_version": 1, "duration": 45})
    (receipt,) = send(cast.mediator, entry | {"base_version": 2})
    assert (receipt.status, receipt.version) == (SyncStatus.UPDATED, 3)
    assert Activity.objects.get(pk=entry["id"]).duration == 20


def test_somebody_elses_identifier_says_nothing(cast: Cast) -> None:
    mine = make_activity(cast.mediator, cast.dispositif, note="Calme")
    entry = payload(cast.neighbour_dispositif, id=str(mine.pk), duration=99)
    (receipt,) = send(cast.neighbour_mediator, entry)
    assert receipt.status == SyncStatus.CONFLICT
    assert receipt.kept is None
    assert receipt.version is None
    mine.refresh_from_db()
    assert mine.duration == 20


def test_a_closed_period_is_locked_and_the_entry_is_kept_aside(cast: Cast) -> None:
    entry = payload(cast.dispositif)
    send(cast.mediator, entry)
    _close(cast, LAST)
    late, change = payload(cast.dispositif), entry | {"base_version": 1, "duration": 5}
    moved = entry | {"base_version": 1, "started_at": f"{LAST - 1}-03-12T18:30:00+00:00"}
    for refused in (late, change, moved):
        (receipt,) = send(cast.mediator, refused)
        assert receipt.status == SyncStatus.LOCKED
        assert "bilan scellé" in receipt.errors["started_at"][0]
    assert Activity.objects.get().duration == 20
    assert QuarantinedEntry.objects.count() == 3


def _close(cast: Cast, year: int) -> None:
    close_period(
        dispositif=cast.dispositif,
        start=date(year, 1, 1),
        end=date(year, 12, 31),
        reason="bilan scellé",
        by=cast.director.actor,
    )


def test_moving_into_a_closed_period_names_the_closed_day(cast: Cast) -> None:
    entry = payload(cast.dispositif)
    send(cast.mediator, entry)
    _close(cast, LAST - 1)
    into = {"base_version": 1, "started_at": f"{LAST - 1}-03-12T18:30:00+00:00"}
    (receipt,) = send(cast.mediator, entry | into)
    assert receipt.status == SyncStatus.LOCKED
    assert f"12/03/{LAST - 1}" in receipt.errors["started_at"][0]


def test_a_period_closed_while_a_batch_is_being_checked_is_locked(cast: Cast) -> None:
    """A seal between the check and the write: what it counted must not change behind it."""
    references = references_of(cast.mediator.actor)
    shaped = read_shape(payload(cast.dispositif))
    assert isinstance(shaped, EntryIn)
    (entry,) = check([shaped], references)
    assert isinstance(entry, Entry)
    _close(cast, LAST)
    (receipt,) = receive(
        entries=[entry], references=references, source=Source.SYNC, by=cast.mediator.actor
    )
    assert receipt.status == SyncStatus.LOCKED
    assert not Activity.objects.exists()


def test_what_cannot_be_read_is_kept_once_with_its_reasons(cast: Cast) -> None:
    broken = payload(cast.dispositif, id="pas-un-uuid", duration=0, colour="bleu")
    good = payload(cast.dispositif)
    receipts = send(cast.mediator, broken, good, "du texte", 12, None)
    assert statuses(receipts) == ["invalid", "created", "invalid", "invalid", "invalid"]
    assert receipts[0].errors == {
        "id": ["L'identifiant n'est pas un UUID lisible."],
        "duration": ["La valeur doit être au moins 1."],
        "colour": ["Ce champ n'existe pas dans une activité."],
    }
    send(cast.mediator, broken)
    kept = QuarantinedEntry.objects.get(claimed_id="pas-un-uuid")
    assert kept.payload == broken
    assert QuarantinedEntry.objects.count() == 4


def test_an_accepted_entry_settles_its_quarantine(cast: Cast) -> None:
    wrong = payload(cast.dispositif, register="patrol")
    send(cast.mediator, wrong)
    assert QuarantinedEntry.objects.get().settled_at is None
    send(cast.mediator, wrong | {"register": "presence"})
    assert QuarantinedEntry.objects.get().settled_at is not None


def test_it_settles_neither_what_a_colleague_says_of_it_nor_a_round(cast: Cast) -> None:
    """The colleague's telephone may have been wiped since: nobody else holds that content."""
    team = [cast.mediator.actor.member, cast.coordinator.actor.member]
    entry = payload(cast.dispositif, mediators=team)
    send(cast.mediator, entry)
    send(cast.mediator, entry | {"base_version": 1, "people": 9, "register": "patrol"})
    send_rounds(cast.coordinator, {"id": entry["id"]})
    (receipt,) = send(cast.coordinator, entry | {"base_version": 1, "people": 5})
    assert receipt.status == SyncStatus.UPDATED
    assert QuarantinedEntry.objects.filter(settled_at=None).count() == 2


def test_a_mended_entry_delivered_again_does_not_come_back(cast: Cast) -> None:
    """Its device had not heard the first answer; one that nobody mended does come back."""
    wrong, other = (payload(cast.dispositif, register="patrol") for _ in range(2))
    send(cast.mediator, wrong, other)
    send(cast.coordinator, wrong | {"register": "presence"})
    QuarantinedEntry.objects.update(settled_at=EVENING)
    send(cast.mediator, wrong, other)
    waiting = QuarantinedEntry.objects.filter(settled_at=None)
    assert [aside.claimed_id for aside in waiting] == [other["id"]]
    again = wrong | {"base_version": 1}
    send(cast.mediator, again)
    waiting.update(settled_at=EVENING)
    send(cast.mediator, again)
    assert waiting.get().payload == again


def test_a_mediator_does_not_correct_an_activity_of_others(cast: Cast) -> None:
    theirs = make_activity(
        cast.coordinator, cast.dispositif, mediators=[cast.coordinator.actor.membership_id]
    )
    entry = payload(cast.dispositif, id=str(theirs.pk), base_version=1, duration=99)
    (receipt,) = send(cast.mediator, entry)
    assert receipt.status == SyncStatus.INVALID
    theirs.refresh_from_db()
    assert theirs.duration == 20


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(deliveries=st.lists(st.integers(0, 4), min_size=1, max_size=20), cut=st.integers(1, 5))
def test_any_order_and_number_of_deliveries(cast: Cast, deliveries: list[int], cut: int) -> None:
    Activity.objects.all().delete()
    entries = [payload(cast.dispositif, duration=10 + number) for number in range(5)]
    for start in range(0, len(deliveries), cut):
        send(cast.mediator, *(entries[n] for n in deliveries[start : start + cut]))
    kept = {str(a.pk): a.duration for a in Activity.objects.all()}
    assert kept == {entries[n]["id"]: 10 + n for n in set(deliveries)}
