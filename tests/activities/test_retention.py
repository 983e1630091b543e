"""What is left of the field's free text once its time is over: figures and dates, no words."""

from datetime import date, timedelta

import pytest

from entremise.activities.actions import (
    bring_entry_back,
    close_period,
    erase_entry,
    erase_note,
    set_entry_aside_for_good,
)
from entremise.activities.models import QuarantinedEntry
from entremise.activities.retention import KEPT
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.receipts import SyncStatus
from entremise.indicators.tasks import refresh
from entremise.journal.models import ChangedMonth, JournalLine
from entremise.journal.retention.engine import PLATFORM
from entremise.structures.models import Dispositif
from tests.activities.factories import LAST, make_activity, payload, send
from tests.support.cast import Cast


def _aside(cast: Cast, sent: dict[str, object], *, settled: bool = True) -> QuarantinedEntry:
    send(cast.mediator, sent)
    aside = QuarantinedEntry.objects.get()
    if settled:
        set_entry_aside_for_good(aside=aside, by=cast.mediator.actor)
    return aside


def _close(dispositif: Dispositif, cast: Cast) -> None:
    close_period(
        dispositif=dispositif,
        start=date(LAST, 1, 1),
        end=date(LAST, 12, 31),
        reason="rapport",
        by=cast.director.actor,
    )


def test_only_what_is_settled_is_kept_for_a_time(cast: Cast) -> None:
    aside = _aside(cast, payload(cast.dispositif, register="x"), settled=False)
    (entries, _notes) = KEPT
    assert not entries.rows().exists()
    set_entry_aside_for_good(aside=aside, by=cast.mediator.actor)
    assert entries.rows().get() == aside
    erase_entry(row=aside, by=PLATFORM)
    assert not entries.rows().exists()


def test_an_erased_entry_does_not_come_back(cast: Cast) -> None:
    aside = _aside(cast, payload(cast.dispositif, register="x", note="des mots"))
    erase_entry(row=aside, by=PLATFORM)
    aside.refresh_from_db()
    assert (aside.payload, aside.reasons, aside.claimed_id) == (None, {}, "")
    with pytest.raises(Refusal, match="a été effacé"):
        bring_entry_back(aside=aside, by=cast.mediator.actor)
    line = JournalLine.objects.latest("pk")
    assert (line.verb, line.user, line.structure_id) == ("entry.erased", None, cast.structure.pk)


def test_sent_again_it_is_kept_anew(cast: Cast) -> None:
    sent = payload(cast.dispositif, register="x", note="des mots")
    aside = _aside(cast, sent)
    erase_entry(row=aside, by=PLATFORM)
    send(cast.mediator, sent)
    aside.refresh_from_db()
    assert aside.payload == sent
    assert aside.claimed_id == sent["id"]
    assert aside.reasons
    assert (aside.settled_at, aside.erased_at) == (None, None)


def test_a_note_goes_and_nothing_else_moves(cast: Cast) -> None:
    activity = make_activity(cast.mediator, cast.dispositif, note="des mots")
    _close(cast.dispositif, cast)
    refresh.func()
    before = {name: value for name, value in vars(activity).items() if name != "_state"}
    erase_note(row=activity, by=PLATFORM)
    activity.refresh_from_db()
    after = {name: value for name, value in vars(activity).items() if name in before}
    assert after == before | {"note": ""}
    assert not ChangedMonth.objects.exists()


def test_a_telephone_meets_no_conflict_for_an_old_note(cast: Cast) -> None:
    sent = payload(cast.dispositif, note="des mots")
    send(cast.mediator, sent)
    (_entries, notes) = KEPT
    row = notes.rows().get()
    erase_note(row=row, by=PLATFORM)
    (again,) = send(cast.mediator, sent)
    assert again.status == SyncStatus.DUPLICATE
    (corrected,) = send(cast.mediator, {**sent, "base_version": 1, "people": 4})
    assert corrected.status == SyncStatus.UPDATED


def test_an_old_note_written_again_is_over_at_once(cast: Cast) -> None:
    row = make_activity(cast.mediator, cast.dispositif, note="des mots")
    erase_note(row=row, by=PLATFORM)
    (_entries, notes) = KEPT
    assert not notes.rows().exists()
    send(
        cast.mediator,
        payload(cast.dispositif, id=str(row.pk), base_version=1, note="de nouveau"),
    )
    assert notes.rows().filter(service_date__lt=clock.today() + timedelta(days=1)).exists()
