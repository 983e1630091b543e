"""Who may order, read and seal a report. Each rule twice: for one report, and as a list."""

from django.db.models import QuerySet

from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import FundingLine

from .enums import ReportStatus
from .models import Report


def can_list_reports(actor: Actor) -> bool:
    """Directors, who produce them, and partners, to whom they are addressed."""
    return actor.is_(Role.DIRECTOR, Role.PARTNER) and actor.structure_id is not None


def visible_reports(actor: Actor) -> QuerySet[Report]:
    """A director reads the reports of the structure; a partner the sealed ones addressed to theirs.

    Nobody else: a report is between a structure and its funder.
    """
    structure = actor.structure_id
    if structure is None or not can_list_reports(actor):
        return Report.objects.none()
    if actor.is_(Role.DIRECTOR):
        return Report.objects.filter(structure_id=structure)
    return Report.objects.filter(funder_id=structure, status=ReportStatus.SEALED)


def can_read_report(actor: Actor, report: Report) -> bool:
    """The same rule for one report."""
    if not can_list_reports(actor):
        return False
    if actor.is_(Role.DIRECTOR):
        return report.structure_id == actor.structure_id
    return report.is_sealed and report.funder_id == actor.structure_id


def can_order_reports(actor: Actor) -> bool:
    """A director, for their own structure."""
    return actor.is_(Role.DIRECTOR) and actor.structure_id is not None


def reportable_lines(actor: Actor) -> QuerySet[FundingLine]:
    """The funding lines a director accounts for: those of the structure's dispositifs."""
    if actor.structure_id is None or not can_order_reports(actor):
        return FundingLine.objects.none()
    return FundingLine.objects.filter(dispositif__structure_id=actor.structure_id)


def can_account_for(actor: Actor, line: FundingLine) -> bool:
    """The same rule for one line."""
    return can_order_reports(actor) and line.dispositif.structure_id == actor.structure_id


def can_seal_report(actor: Actor, report: Report) -> bool:
    """A director commits the structure. Whether the report is fit to be sealed is seen then."""
    return can_order_reports(actor) and report.structure_id == actor.structure_id


def sealable_reports(actor: Actor) -> QuerySet[Report]:
    """The reports of the structure, for its director."""
    if actor.structure_id is None or not can_order_reports(actor):
        return Report.objects.none()
    return Report.objects.filter(structure_id=actor.structure_id)
