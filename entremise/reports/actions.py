"""Every write to reports: ordering, producing again, sealing, discarding a draft."""

from datetime import date
from functools import partial

from django.db import transaction

from entremise.activities.actions import close_period
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.typography import long_date
from entremise.journal.actions import record
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, Structure

from .document import Order
from .edition import Edition
from .enums import Production, ReportKind, ReportStatus
from .models import Report
from .orders import lines_of, order_for, period_of
from .policies import can_order_reports, can_seal_report
from .production import attach, sealed_files
from .queries import facts_have_moved, months_being_refreshed
from .tasks import produce_report


@transaction.atomic
def open_report(*, dispositif: Dispositif, funder: Structure, year: int, by: Actor) -> Report:
    """The draft of a funder's bilan of a year, still to be produced; the one there is, if any.

    Raises Refusal when the dispositif is another structure's or when nothing was financed.
    """
    if not can_order_reports(by) or by.structure_id != dispositif.structure_id:
        raise Refusal(
            "Ce dispositif n'est pas celui de votre structure.", code="forbidden", status=403
        )
    order = order_for(dispositif=dispositif, funder=funder, year=year, today=clock.today())
    _require_not_sealed(order)
    report, created = Report.objects.update_or_create(
        kind=ReportKind.BILAN,
        dispositif=dispositif,
        funder=funder,
        year=year,
        status=ReportStatus.DRAFT,
        defaults={
            "structure_id": dispositif.structure_id,
            "starts_on": order.starts_on,
            "ends_on": order.ends_on,
            "title": f"Bilan d’activité {year} · {dispositif}",
            "production": Production.WAITING,
            "failure": "",
            "requested_at": clock.now(),
            "requested_by_id": by.user_id,
        },
    )
    report.funding_lines.set(lines_of(dispositif, funder, period_of(order)))
    verb = "reports.ordered" if created else "reports.ordered_again"
    record(by=by, verb=verb, subject=report, structure_id=report.structure_id)
    return report


def _require_not_sealed(order: Order) -> None:
    """One sealed account of the same days is enough: a second could only say the same."""
    sealed = Report.objects.filter(
        dispositif_id=order.dispositif_id,
        funder_id=order.funder_id,
        year=order.year,
        status=ReportStatus.SEALED,
        ends_on__gte=order.ends_on,
    ).first()
    if sealed and sealed.sealed_at:
        raise Refusal(
            f"Ce bilan a été scellé le {long_date(sealed.sealed_at.date())}\u00a0: il ne change "
            "plus.",
            code="sealed",
        )


@transaction.atomic
def order_report(*, dispositif: Dispositif, funder: Structure, year: int, by: Actor) -> Report:
    """Open a draft and have it produced in the background, as soon as this is committed."""
    report = open_report(dispositif=dispositif, funder=funder, year=year, by=by)
    transaction.on_commit(partial(produce_report.enqueue, report_id=str(report.pk)))
    return report


@transaction.atomic
def reproduce_report(*, report: Report, by: Actor) -> Report:
    """Produce a draft again from the latest data. A sealed report is refused."""
    draft = _locked(report, by)
    return order_report(dispositif=draft.dispositif, funder=draft.funder, year=draft.year, by=by)


@transaction.atomic
def seal_report(*, report: Report, by: Actor) -> Report:
    """Make a draft final, and close its period: what it counts cannot change any more.

    Its figures must be those of the data as they stand once the period is closed; otherwise the
    director is asked to produce it again. Nothing undoes a seal.
    """
    draft = _locked(report, by)
    _require_finished(draft)
    sealed_at = clock.now()
    close_period(
        dispositif=draft.dispositif,
        start=draft.starts_on,
        end=draft.ends_on,
        reason=f"bilan {draft.year} scellé pour {draft.funder}",
        by=by,
    )
    _require_current(draft)
    edition = Edition(reference=str(draft.pk), sealed_at=sealed_at, sealed_by=by.name)
    attach(draft, sealed_files(draft, edition))
    draft.status, draft.sealed_at, draft.sealed_by_id = ReportStatus.SEALED, sealed_at, by.user_id
    draft.save()
    record(
        by=by,
        verb="reports.sealed",
        subject=draft,
        changes={
            "data_version": [None, draft.data_version],
            "pdf_sha256": [None, draft.pdf_sha256],
            "xlsx_sha256": [None, draft.xlsx_sha256],
        },
        structure_id=draft.structure_id,
    )
    return draft


@transaction.atomic
def discard_draft(*, report: Report, by: Actor) -> None:
    """Throw away a draft and its files."""
    draft = _locked(report, by)
    record(by=by, verb="reports.discarded", subject=draft, structure_id=draft.structure_id)
    for file in (draft.pdf, draft.xlsx):
        if file.name:
            transaction.on_commit(partial(file.storage.delete, file.name))
    draft.funding_lines.clear()
    draft.delete()


def _locked(report: Report, by: Actor) -> Report:
    """The draft, held for this transaction. Raises Refusal when it is sealed or not theirs."""
    found = Report.objects.select_for_update(of=("self",)).select_related("dispositif", "funder")
    draft = found.get(pk=report.pk)
    if not can_seal_report(by, draft):
        raise Refusal(
            "Seule la direction de la structure peut faire cela.", code="forbidden", status=403
        )
    if draft.is_sealed:
        raise Refusal("Ce bilan est scellé\u00a0: il ne change plus.", code="sealed")
    return draft


def _require_finished(draft: Report) -> None:
    if not draft.is_ready:
        raise Refusal("Ce bilan n'est pas encore produit.", code="not_ready")
    if draft.ends_on >= clock.today():
        raise Refusal(
            f"La période de ce bilan court jusqu'au {long_date(draft.ends_on)}\u00a0: il pourra "
            "être scellé le lendemain.",
            code="not_over",
        )


def _require_current(draft: Report) -> None:
    """The figures are those of the latest data; Refusal when they are not, or not yet known."""
    waiting = months_being_refreshed(draft)
    if waiting:
        raise Refusal(
            f"Des saisies de {_months(waiting)} sont en cours de calcul. Réessayez dans une "
            "minute\u00a0; rien n'a été scellé.",
            code="refreshing",
        )
    if facts_have_moved(draft):
        raise Refusal(
            "Des interventions que compte ce bilan ont été ajoutées, corrigées ou annulées depuis "
            "sa production. Produisez-le de nouveau, relisez-le, puis scellez-le.",
            code="stale",
        )


def _months(months: list[date]) -> str:
    return ", ".join(long_date(month).split(" ", 1)[1] for month in months)
