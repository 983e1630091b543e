"""A write and its line are one; a month that changed is never forgotten."""

from datetime import date

import pytest
from django.db import transaction
from django_tasks import task_backends

from entremise.core import clock
from entremise.journal.actions import ASK_AGAIN, changes_between, mark_changed, record
from entremise.journal.models import ChangedMonth, JournalLine
from entremise.structures.models import Structure
from tests.structures.factories import make_structure
from tests.support.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_a_line_is_refused_outside_the_transaction_of_its_write() -> None:
    with pytest.raises(RuntimeError):
        record(by=Cast, verb="essai", subject=Structure(pk=1))  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        mark_changed(fact="activities", months=[date(2026, 3, 4)])


@transaction.atomic
def _write_then_fail(cast: Cast) -> None:
    record(by=cast.director.actor, verb="essai", subject=make_structure())
    raise ZeroDivisionError


def test_a_line_disappears_with_the_write_it_tells_of(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError):
        _write_then_fail(cast)
    assert not JournalLine.objects.filter(verb="essai").exists()


def test_a_line_says_who_what_and_on_what(cast: Cast) -> None:
    actor = cast.director.actor
    record(by=actor, verb="essai", subject=cast.dispositif, changes={"name": ["a", "b"]})
    line = JournalLine.objects.get(verb="essai")
    assert (line.user_id, line.structure_id) == (actor.user_id, cast.structure.pk)
    assert (line.subject_type, line.subject_id) == (
        "structures.dispositif",
        str(cast.dispositif.pk),
    )


@pytest.mark.django_db
def test_days_of_a_month_make_one_mark_that_grows(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mark_changed(fact="activities", months=[date(2026, 3, 4), date(2026, 3, 31)])
        mark_changed(fact="activities", months=[date(2026, 3, 1), date(2026, 4, 1)])
    marks = ChangedMonth.objects.order_by("month").values_list("month", "revision")
    assert list(marks) == [(date(2026, 3, 1), 2), (date(2026, 4, 1), 1)]
    assert task_backends["default"].results, "le recalcul n'a pas été demandé"


@pytest.mark.django_db
def test_a_mark_that_stands_asks_for_nothing_unless_its_refresh_was_lost(
    django_capture_on_commit_callbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> int:
        with django_capture_on_commit_callbacks() as callbacks:
            mark_changed(fact="activities", months=[date(2026, 3, 4)])
        return len(callbacks)

    assert [asked(), asked()] == [1, 0]
    late = clock.now() + ASK_AGAIN
    monkeypatch.setattr(clock, "now", lambda: late)
    assert [asked(), asked()] == [1, 0]
    assert ChangedMonth.objects.get().revision == 4


def test_changes_tell_what_differs_and_never_the_words_of_a_note() -> None:
    before = {"people": 3, "note": "avant", "topics": ["b", "a"], "day": date(2026, 3, 4)}
    after = {"people": 4, "note": "après", "topics": ["b", "a"], "day": date(2026, 3, 5)}
    assert changes_between(before, after, unspoken=["note"]) == {
        "people": [3, 4],
        "note": None,
        "day": ["2026-03-04", "2026-03-05"],
    }
