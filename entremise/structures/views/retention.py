"""How long things are kept, and the proofs of what was erased."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from entremise.core import clock
from entremise.core.web import Request, page
from entremise.journal.models import RetentionRun
from entremise.journal.retention import rules_on
from entremise.structures import proofs, tables
from entremise.structures.policies import (
    can_read_retention,
    can_read_retention_run,
    visible_retention_runs,
)

from .ways import to_own


@page(can_read_retention)
def retention(request: Request) -> HttpResponse:
    """What is about to end, what was done, and the rules in words."""
    found = proofs.runs_page(request.actor, request.GET.get("after"))
    context = {
        "crumbs": to_own(("Conservation", None)),
        "coming": tables.coming_table(proofs.coming(request.actor)),
        "page": found,
        "runs": tables.run_table(found.rows) if found.rows else None,
        "rules": rules_on(clock.today()).values(),
    }
    return render(request, "structures/retention.html", context)


@page(can_read_retention_run, of=visible_retention_runs)
def retention_run(request: Request, run: RetentionRun) -> HttpResponse:
    """The proof of one run, made to be printed."""
    subject = proofs.subject_of(run)
    context = {
        "crumbs": to_own(("Conservation", reverse("retention")), (subject, None)),
        "subject": subject,
        "done": proofs.done_written(run),
        "proof": proofs.proof_of(run),
    }
    return render(request, "structures/retention_run.html", context)
