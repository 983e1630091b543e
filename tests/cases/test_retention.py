"""What was entrusted is archived, then erased with its keys; what counts is left."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.db.models import Model
from django.urls import reverse

from entremise.cases import actions
from entremise.cases.actions.erasing import LEFT
from entremise.cases.models import Access, Case, Note, Trace
from entremise.cases.reference import outcomes
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.journal.retention import plan, run
from entremise.journal.retention.engine import PLATFORM
from entremise.journal.retention.proof import told_again
from entremise.vault.files import STORAGE
from entremise.vault.models import DataKey, KeyKind
from entremise.vault.rows import SealedRow
from tests.cases.factories import (
    all_agree,
    hold,
    make_agreement,
    make_attachment,
    make_case,
    make_letter,
    make_referral,
)
from tests.structures.factories import make_membership
from tests.support.cast import Cast
from tests.support.client import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SEALED = [row for row in apps.get_app_config("cases").get_models() if issubclass(row, SealedRow)]


def _full_case(cast: Cast) -> Case:
    """Everything a case may hold, closed: when there is something more to seal, it is to be
    erased as well, and added here.
    """
    coordinator = cast.coordinator.actor
    case = make_case(cast.dispositif, cast.mediator.membership, by=coordinator)
    all_agree(case, coordinator)
    hold(case, "round_table", coordinator)
    make_agreement(case, coordinator)
    actions.write_note(
        case=case, party=case.parties.first(), text="Une note.", by=cast.mediator.actor
    )
    actions.write_note(case=case, party=None, text="Une autre.", by=cast.mediator.actor)
    actions.break_glass(
        case=case, reason="Une urgence au domicile.", hours=4, by=cast.director.actor
    )
    make_attachment(case, coordinator)
    make_letter(case.parties.first(), coordinator)
    actions.close_case(case=case, outcome="agreement", by=coordinator)
    assert [model.__name__ for model in SEALED if not model._default_manager.exists()] == []
    return case


def _age(row: Model, years: float, *names: str) -> None:
    """Put these instants that long ago."""
    then = clock.now() - timedelta(days=round(366 * years))
    type(row)._default_manager.filter(pk=row.pk).update(**dict.fromkeys(names, then))
    row.refresh_from_db()


def _sealed_words() -> int:
    return sum(
        bool(bytes(getattr(row, name)))
        for model in SEALED
        for row in model._default_manager.all()
        for name in model.sealed_fields()
    )


def test_a_closed_case_is_archived_after_a_year_then_erased(cast: Cast) -> None:
    case = _full_case(cast)
    assert run(clock.today()) == []
    _age(case, 1.1, "last_contact_at")
    (archived,) = run(clock.today())
    assert (archived.rule, archived.action, archived.treated) == ("closed_cases", "archive", 1)
    case.refresh_from_db()
    assert case.archived_at is not None
    assert _sealed_words()
    _age(case, 2.1, "last_contact_at")
    (erased,) = run(clock.today())
    assert (erased.rule, erased.treated, erased.failures) == ("cases", 1, {})
    assert told_again(erased) == erased.digest
    assert run(clock.today()) == []


def test_an_archived_case_is_read_behind_glass_only(cast: Cast) -> None:
    case = _full_case(cast)
    Access.objects.all().delete()
    page = reverse("case_detail", args=[case.pk])
    mediator = client_of(cast.mediator)
    assert mediator.get(page).status_code == 200
    actions.archive_case(row=case, by=PLATFORM)
    assert mediator.get(page).status_code == 302
    with pytest.raises(Refusal):
        actions.reopen_case(case=case, by=cast.coordinator.actor)
    actions.break_glass(case=case, reason="Le conflit reprend.", hours=4, by=cast.mediator.actor)
    assert mediator.get(page).status_code == 200


def test_erasing_leaves_no_word_nor_key_and_what_counts(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    other = make_case(cast.dispositif)
    words = _sealed_words()
    keys = DataKey.objects.filter(kind=KeyKind.RECORD).count()
    traces = Trace.objects.count()
    case = _full_case(cast)
    assert _sealed_words() > words
    before = Case.objects.filter(pk=case.pk).values(
        "number", "topic", "stage", "outcome", "opened_at", "closed_at", "last_contact_at"
    )
    counted = dict(before.get())
    (path,) = (file.path for file in case.attachments.all())
    assert storages[STORAGE].exists(path)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_case(row=case, by=PLATFORM)
    assert not storages[STORAGE].exists(path)
    assert not case.attachments.exists()
    assert _sealed_words() == words
    assert DataKey.objects.filter(kind=KeyKind.RECORD).count() == keys
    assert Trace.objects.count() == traces
    assert not Note.objects.filter(case=case).exists()
    assert dict(before.all().get()) == counted
    assert case.steps.count()
    assert case.agreements.count() == 1
    assert {party.erased_at is None for party in case.parties.all()} == {False}
    assert {one.erased_at is None for one in case.referrals.all()} == {False}
    other.refresh_from_db()
    assert other.erased_at is None
    line = JournalLine.objects.latest("pk")
    assert (line.verb, line.user, line.subject_id) == ("case.erased", None, str(case.pk))


def test_erasing_again_after_the_keys_went_finishes_the_work(cast: Cast) -> None:
    """The keys are in another database: they do not come back when the rows do."""
    case = _full_case(cast)
    DataKey.objects.filter(kind=KeyKind.RECORD).delete()
    actions.erase_case(row=case, by=PLATFORM)
    case.refresh_from_db()
    assert case.erased_at is not None
    assert _sealed_words() == 0


def test_an_open_case_is_left_as_long_as_something_is_to_come(cast: Cast) -> None:
    case = make_case(cast.dispositif)
    _age(case, 3, "last_contact_at", "opened_at")
    Case.objects.filter(pk=case.pk).update(next_at=clock.now() + timedelta(days=2))
    assert plan(clock.today()) == []
    _age(case, 2, "next_at")
    (done,) = run(clock.today())
    assert done.treated == 1
    case.refresh_from_db()
    assert (case.outcome, case.stage) == (LEFT, "closed")
    assert LEFT in outcomes()
    assert not case.steps.filter(state="planned").exists()


def test_a_referral_without_case_is_erased_a_year_after_its_answer(cast: Cast) -> None:
    coordinator = cast.coordinator.actor
    refused, waiting, recent = (make_referral(cast.dispositif, coordinator) for _ in range(3))
    make_case(cast.dispositif, by=coordinator)
    for one in (refused, recent):
        actions.redirect_referral(
            referral=one, third_party="conciliator", partner=None, by=coordinator
        )
    _age(refused, 1.1, "decided_at")
    _age(waiting, 1.1, "received_at")
    _age(recent, 2, "received_at")
    (done,) = run(clock.today())
    assert (done.rule, done.treated) == ("referrals", 2)
    for one in (refused, waiting, recent):
        one.refresh_from_db()
    assert refused.erased_at is not None
    assert waiting.erased_at is not None
    assert recent.erased_at is None
    assert not refused.traces.exists()
    assert bytes(refused.narrative) == b""
    assert refused.third_party == "conciliator"
    gone = {refused.key_id, waiting.key_id}
    assert not DataKey.objects.filter(pk__in=gone).exists()
    assert DataKey.objects.filter(pk=recent.key_id).exists()


def test_a_neighbour_keeps_its_own(cast: Cast) -> None:
    case = _full_case(cast)
    mediator = make_membership("mediator", cast.neighbour, [cast.neighbour_dispositif])
    theirs = make_case(cast.neighbour_dispositif, mediator)
    _age(case, 2.1, "last_contact_at", "archived_at")
    assert [(one.rule.code, one.structure_id) for one in plan(clock.today())] == [
        ("cases", cast.structure.pk)
    ]
    run(clock.today())
    theirs.refresh_from_db()
    assert theirs.erased_at is None
    assert DataKey.objects.filter(pk=theirs.key_id).exists()
