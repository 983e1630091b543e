"""Pages of reports."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.forms import attempt
from entremise.core.web import Request, command, page, refused
from entremise.structures.enums import Role
from entremise.ui.components import Crumb
from entremise.ui.notices import say

from . import actions, queries, screens
from .forms import OrderForm
from .models import Report
from .policies import (
    can_list_reports,
    can_order_reports,
    can_read_report,
    can_seal_report,
    reportable_lines,
    sealable_reports,
    visible_reports,
)

HOME = Crumb("Accueil", "/")


def _reports() -> Crumb:
    return Crumb("Rapports", reverse("report_list"))


@page(can_list_reports)
def report_list(request: Request) -> HttpResponse:
    """The reports of a structure and those it owes; for a partner, those addressed to it."""
    found = queries.reports_of(request.actor)
    context = {
        "crumbs": [HOME, Crumb("Rapports")],
        "reports": [(report, screens.badge(report)) for report in found],
    }
    if request.actor.is_(Role.PARTNER):
        return render(request, "reports/received.html", context)
    today = clock.today()
    context["due"] = screens.due_list(queries.due_reports(request.actor, today), today)
    return render(request, "reports/list.html", context)


@command(can_order_reports)
def report_new(request: Request) -> HttpResponse:
    """Order a bilan; it is produced in the background."""
    lines = list(reportable_lines(request.actor).select_related("dispositif", "funder"))
    initial = {"funding": request.GET.get("financement"), "year": request.GET.get("annee")}
    form = OrderForm(
        request.POST or None, lines=lines, last_year=clock.today().year, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        dispositif, funder = form.cleaned_data["funding"]
        report = attempt(
            form, actions.order_report, dispositif=dispositif, funder=funder,
            year=form.cleaned_data["year"], by=request.actor,
        )  # fmt: skip
        if report:
            return redirect("report_detail", pk=report.pk)
    context = {"crumbs": [HOME, _reports(), Crumb("Produire un bilan")], "form": form}
    return render(request, "reports/new.html", context)


@page(can_read_report, of=queries.reports_with_content)
def report_detail(request: Request, report: Report) -> HttpResponse:
    """A report: its key figures, its files, its seal; or how its production goes."""
    context = {
        "crumbs": [HOME, _reports(), Crumb(str(report))],
        "report": report,
        "badge": screens.badge(report),
        "may_seal": can_seal_report(request.actor, report),
    }
    if not report.is_ready:
        context["progress"] = screens.progress(report)
        return render(request, "reports/progress.html", context)
    bilan = report.bilan
    context |= {
        "bilan": bilan,
        "figures": screens.figure_cards(bilan),
        "sections": screens.sections(bilan),
    }
    return render(request, "reports/detail.html", context)


@page(can_read_report, of=queries.reports_of)
def report_progress(request: Request, report: Report) -> HttpResponse:
    """The state of a production, as a fragment; 286 says that there is no more to wait for."""
    if report.is_ready:
        return HttpResponse(status=286)
    context = {"report": report, "progress": screens.progress(report)}
    return render(request, "reports/progress/_state.html", context)


@page(can_read_report, of=visible_reports)
def report_pdf(request: Request, report: Report) -> HttpResponse:
    """The PDF."""
    return _download(request, report, "pdf")


@page(can_read_report, of=visible_reports)
def report_xlsx(request: Request, report: Report) -> HttpResponse:
    """The workbook."""
    return _download(request, report, "xlsx")


def _download(request: Request, report: Report, kind: str) -> HttpResponse:
    try:
        file = queries.file_of(report, kind)
    except Refusal as refusal:
        return refused(request, refusal)
    response = HttpResponse(file.data, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@command(can_seal_report, of=sealable_reports)
def report_reproduce(request: Request, report: Report) -> HttpResponse:
    """Produce a draft again from the latest data."""
    if request.method == "POST":
        actions.reproduce_report(report=report, by=request.actor)
    return redirect("report_detail", pk=report.pk)


@command(can_seal_report, of=sealable_reports)
def report_seal(request: Request, report: Report) -> HttpResponse:
    """Say what a seal does, then seal."""
    if request.method == "POST":
        actions.seal_report(report=report, by=request.actor)
        say(request, f"Bilan scellé\u00a0: {report.funder} peut maintenant le lire.")
        return redirect("report_detail", pk=report.pk)
    if report.is_sealed:
        return redirect("report_detail", pk=report.pk)
    crumbs = [HOME, _reports(), Crumb(str(report), reverse("report_detail", args=[report.pk]))]
    context = {
        "crumbs": [*crumbs, Crumb("Sceller")],
        "report": report,
        "sentence": screens.seal_sentence(report),
    }
    return render(request, "reports/seal.html", context)


@command(can_seal_report, of=sealable_reports)
def report_discard(request: Request, report: Report) -> HttpResponse:
    """Throw away a draft."""
    if request.method != "POST":
        return redirect("report_detail", pk=report.pk)
    title = str(report)
    actions.discard_draft(report=report, by=request.actor)
    say(request, f"« {title} » est abandonné. Les saisies ne changent pas.")
    return redirect("report_list")
