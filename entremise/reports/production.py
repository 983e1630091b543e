"""Making a report: figures, then files, then the record, all at once or not at all."""

import hashlib
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import record
from entremise.structures.actor import Actor

from .compose import compose
from .document import Bilan, fingerprint, to_json
from .drawing import drawings_of
from .edition import Edition
from .enums import Production, ReportStatus
from .models import Report
from .orders import order_for
from .typeset import pdf_of
from .workbook import workbook_of

BROKEN = (
    "La production s'est interrompue pour une raison technique. Relancez-la ; si elle échoue de "
    "nouveau, prévenez l'administrateur."
)


def produce(report: Report, *, version: int | None = None) -> None:
    """Compute and write a draft, from the latest data or from a version of it.

    A refusal (nothing financed any more) is kept on the draft as its failure. Anything else that
    breaks is told on the draft too, then goes on its way.
    """
    finished = False
    _mark(report, Production.RUNNING)
    try:
        bilan = compose(_order(report), version=version)
        _keep(report, bilan)
        finished = True
    except Refusal as refusal:
        _mark(report, Production.FAILED, refusal.message)
        finished = True
    finally:
        if not finished:
            _mark(report, Production.FAILED, BROKEN)


def _order(report: Report) -> Any:
    return order_for(
        dispositif=report.dispositif, funder=report.funder, year=report.year, today=clock.today()
    )


def _mark(report: Report, state: Production, failure: str = "") -> None:
    Report.objects.filter(pk=report.pk, status=ReportStatus.DRAFT).update(
        production=state, failure=failure
    )


def _keep(report: Report, bilan: Bilan) -> None:
    """Write the figures and both files of a draft, with the journal line."""
    files = rendered(bilan, Edition(reference=str(report.pk)))
    with transaction.atomic():
        draft = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if draft.is_sealed:
            raise Refusal("Ce rapport a été scellé entre-temps.", code="sealed")
        draft.content = to_json(bilan)
        draft.data_version = bilan.data_version
        draft.figures_sha256 = fingerprint(bilan)
        draft.starts_on, draft.ends_on = bilan.order.starts_on, bilan.order.ends_on
        draft.title = bilan.cover.title
        draft.production, draft.failure = Production.READY, ""
        draft.produced_at = clock.now()
        attach(draft, files)
        draft.save()
        record(
            by=Actor(user_id=draft.requested_by_id, structure_id=draft.structure_id),
            verb="reports.produced",
            subject=draft,
            changes={"data_version": [None, bilan.data_version]},
            structure_id=draft.structure_id,
        )


def rendered(bilan: Bilan, edition: Edition) -> dict[str, bytes]:
    """The PDF and the workbook of an edition."""
    return {
        "pdf": pdf_of(bilan, edition, drawings_of(bilan)),
        "xlsx": workbook_of(bilan, edition),
    }


def sealed_files(report: Report, edition: Edition) -> dict[str, bytes]:
    """The files of the kept figures, bearing the seal. Nothing is computed again."""
    return rendered(report.bilan, edition)


def attach(report: Report, files: dict[str, bytes]) -> None:
    """Store the files and their fingerprints on the (unsaved) report; the old ones go on commit."""
    for kind, data in files.items():
        field = getattr(report, kind)
        if field.name:
            transaction.on_commit(partial(default_storage.delete, field.name))
        digest = hashlib.sha256(data).hexdigest()
        field.save(f"{digest[:16]}/{file_name(report, kind)}", ContentFile(data), save=False)
        setattr(report, f"{kind}_sha256", digest)


def file_name(report: Report, kind: str) -> str:
    """« bilan-2026-dispositif-moulins-ville-de-lille.pdf »."""
    words = slugify(f"bilan {report.year} {report.dispositif} {report.funder}")
    return f"{words[:100]}.{kind}"
