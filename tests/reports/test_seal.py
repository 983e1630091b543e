"""A sealed report never changes, closes its period, and can be recomputed to the same digits."""

import hashlib
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pypdf import PdfReader

from entremise.activities.actions import cancel_activity
from entremise.activities.models import Activity, ClosedPeriod
from entremise.activities.serializers import as_payload
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.receipts import SyncStatus
from entremise.journal.models import JournalLine
from entremise.reports.actions import (
    discard_draft,
    open_report,
    order_report,
    reproduce_report,
    seal_report,
)
from entremise.reports.document import Cell
from entremise.reports.enums import ReportStatus
from entremise.reports.models import Report
from entremise.reports.production import produce
from entremise.reports.queries import facts_have_moved, file_of, recompute
from tests.activities.factories import make_activity, payload, send
from tests.reports.conftest import Refresh
from tests.reports.factories import LAST, at, make_report, make_waiting_report
from tests.structures.factories import YEAR, make_funding_line
from tests.support.cast import Cast


@pytest.fixture
def draft(year: Cast) -> Report:
    report = open_report(
        dispositif=year.dispositif, funder=year.funder, year=LAST, by=year.director.actor
    )
    produce(report)
    report.refresh_from_db()
    return report


def _refused(report: Report, cast: Cast, person: str = "director") -> str:
    """The code with which sealing is refused; nothing must have changed."""
    with pytest.raises(Refusal) as refusal:
        seal_report(report=report, by=getattr(cast, person).actor)
    report.refresh_from_db()
    assert not report.is_sealed
    assert not ClosedPeriod.objects.exists()
    return refusal.value.code


def test_a_seal_is_dated_signed_and_printed(draft: Report, year: Cast) -> None:
    before = draft.pdf_sha256
    sealed = seal_report(report=draft, by=year.director.actor)
    sealed.refresh_from_db()
    assert sealed.status == ReportStatus.SEALED
    assert sealed.sealed_by == year.director.membership.user
    pdf, _xlsx = file_of(sealed, "pdf"), file_of(sealed, "xlsx")
    assert sealed.pdf_sha256 == hashlib.sha256(pdf.data).hexdigest() != before
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.data)).pages)
    assert "Bilan scellé le" in text
    assert "Projet" not in text
    line = JournalLine.objects.get(verb="reports.sealed")
    assert line.changes["pdf_sha256"] == [None, sealed.pdf_sha256]


def test_the_period_is_closed_to_later_writes(draft: Report, year: Cast) -> None:
    seal_report(report=draft, by=year.director.actor)
    late = payload(year.dispositif, started_at=at(LAST, 12, 31, 20).isoformat())
    after = payload(year.dispositif, started_at=at(YEAR, 1, 1, 20).isoformat())
    with clock.hold(at(YEAR, 1, 3)):
        receipts = send(year.mediator, late, after)
    assert [receipt.status for receipt in receipts] == [SyncStatus.LOCKED, SyncStatus.CREATED]
    with pytest.raises(Refusal) as refusal:
        cancel_activity(
            activity=Activity.objects.filter(service_date__year=LAST).first(),
            by=year.director.actor,
        )
    assert refusal.value.code == "locked"
    assert "scellé" in refusal.value.message


def test_figures_come_out_the_same_after_later_writes(
    draft: Report, year: Cast, refresh: Refresh
) -> None:
    """Other writes rewrite the same months of the store; the cited version is still readable."""
    sealed = seal_report(report=draft, by=year.director.actor)
    director = year.director
    for month in (3, 6):
        make_activity(director, year.other_dispositif, started_at=at(LAST, month, 9).isoformat())
    refresh()
    assert recompute(sealed) == []
    assert recompute(sealed, latest=True) == []  # the period is closed: nothing could move


def test_a_draft_can_be_checked_against_its_own_version(
    draft: Report, year: Cast, refresh: Refresh
) -> None:
    cancel_activity(
        activity=Activity.objects.filter(
            service_date__year=LAST, funding_lines__funder=year.funder
        ).first(),
        by=year.director.actor,
    )
    refresh()
    assert recompute(draft) == []
    moved = {difference.path: difference for difference in recompute(draft, latest=True)}
    assert moved["figures/activities"].told == Cell(89.0)
    assert moved["figures/activities"].found == Cell(88.0)


def test_a_figure_tampered_with_is_found(draft: Report) -> None:
    draft.content["figures"][0]["value"]["number"] = 90.0
    assert [difference.path for difference in recompute(draft)] == ["figures/activities"]


def _changes() -> list[dict[str, object]]:
    return [
        {"title": "Un autre titre"},
        {"content": {}},
        {"status": ReportStatus.DRAFT, "sealed_at": None},
        {"pdf_sha256": "0" * 64},
        {"data_version": 1},
        {"sealed_at": timezone.now()},
    ]


@pytest.mark.parametrize("change", _changes(), ids=lambda change: next(iter(change)))
def test_the_database_refuses_to_change_a_sealed_report(
    cast: Cast, change: dict[str, object]
) -> None:
    sealed = make_report(cast.dispositif, cast.funder, sealed=True)
    before = Report.objects.values().get(pk=sealed.pk)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Report.objects.filter(pk=sealed.pk).update(**change)
    assert Report.objects.values().get(pk=sealed.pk) == before


def test_a_production_under_way_cannot_reach_a_sealed_report(draft: Report, year: Cast) -> None:
    late = Report.objects.select_related("dispositif", "funder").get(pk=draft.pk)
    seal_report(report=draft, by=year.director.actor)
    before = Report.objects.values().get(pk=draft.pk)
    produce(late)
    assert Report.objects.values().get(pk=draft.pk) == before


def test_no_verb_undoes_a_seal(draft: Report, year: Cast) -> None:
    seal_report(report=draft, by=year.director.actor)
    for verb in (reproduce_report, seal_report, discard_draft):
        with pytest.raises(Refusal) as refusal:
            verb(report=draft, by=year.director.actor)
        assert refusal.value.code == "sealed"
    with pytest.raises(Refusal) as refusal:
        order_report(
            dispositif=year.dispositif, funder=year.funder, year=LAST, by=year.director.actor
        )
    assert refusal.value.code == "sealed"
    assert Report.objects.count() == 1


def test_a_sealed_report_is_not_deleted(cast: Cast) -> None:
    sealed = make_report(cast.dispositif, cast.funder, sealed=True)
    with pytest.raises(ValueError, match="ne se supprime pas"):
        sealed.delete()
    if connection.vendor == "postgresql":  # on SQLite the trigger holds updates only
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            Report.objects.filter(pk=sealed.pk).delete()
    assert Report.objects.filter(pk=sealed.pk).exists()


@pytest.mark.parametrize(
    "person", ["mediator", "coordinator", "neighbour_director", "partner", "regional", "visitor"]
)
def test_only_the_direction_seals(draft: Report, year: Cast, person: str) -> None:
    assert _refused(draft, year, person) == "forbidden"


def test_a_report_not_produced_is_not_sealed(cast: Cast) -> None:
    assert _refused(make_waiting_report(cast.dispositif, cast.funder), cast) == "not_ready"


def test_a_period_still_running_is_not_sealed(cast: Cast) -> None:
    running = make_report(cast.dispositif, cast.funder, ends_on=timezone.localdate())
    assert _refused(running, cast) == "not_over"


def test_figures_still_being_computed_are_not_sealed(draft: Report, year: Cast) -> None:
    make_activity(year.mediator, year.dispositif, started_at=at(LAST, 5, 6).isoformat())
    assert _refused(draft, year) == "refreshing"


def test_stale_figures_are_not_sealed(draft: Report, year: Cast, refresh: Refresh) -> None:
    make_activity(year.mediator, year.dispositif, started_at=at(LAST, 5, 6).isoformat())
    refresh()
    assert _refused(draft, year) == "stale"
    produce(draft)
    draft.refresh_from_db()
    assert seal_report(report=draft, by=year.director.actor).is_sealed


def test_other_writes_of_the_same_months_do_not_matter(
    draft: Report, year: Cast, refresh: Refresh
) -> None:
    """The store has moved, the files of these months too; the rows this bilan counts have not."""
    director, march = year.director, at(LAST, 3, 9).isoformat()
    make_activity(director, year.other_dispositif, started_at=march)
    make_activity(director, year.dispositif, started_at=march, funding_lines=[])
    refresh()
    assert not facts_have_moved(draft)
    assert seal_report(report=draft, by=director.actor).is_sealed


def test_a_change_to_one_row_is_seen(draft: Report, year: Cast, refresh: Refresh) -> None:
    """As many rows, one of them different."""
    row = Activity.objects.filter(
        service_date__year=LAST, funding_lines__funder=year.funder, outcome="calmed"
    ).first()
    assert row is not None
    (receipt,) = send(year.director, as_payload(row) | {"outcome": "agreement"})
    assert receipt.status == SyncStatus.UPDATED
    refresh()
    assert facts_have_moved(draft)
    assert _refused(draft, year) == "stale"


def test_a_draft_can_be_thrown_away(draft: Report, year: Cast) -> None:
    discard_draft(report=draft, by=year.director.actor)
    assert not Report.objects.exists()
    assert JournalLine.objects.filter(verb="reports.discarded").exists()


def test_there_is_one_draft_per_funder_and_year(cast: Cast) -> None:
    make_report(cast.dispositif, cast.funder)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(cast.dispositif, cast.funder)
    make_report(cast.dispositif, cast.funder, sealed=True)
    make_funding_line(cast.dispositif, cast.other_funder)
    make_report(cast.dispositif, cast.other_funder)
