"""Following an import: what its rows come to, what is decided, written, undone."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from entremise.core.streaming import stream_csv
from entremise.core.web import Request, command, page
from entremise.imports import actions, queries, tables
from entremise.imports.enums import TONES, State
from entremise.imports.forms import RowFilter, WordsForm
from entremise.imports.holding import is_stuck
from entremise.imports.models import Import, ImportRow
from entremise.imports.policies import (
    can_decide_row,
    can_follow_import,
    visible_import_rows,
    visible_imports,
)
from entremise.ui.notices import say

from .sending import here

# What a fragment answers when there is no more to wait for.
READY = 286


@page(can_follow_import, of=lambda actor: visible_imports(actor).select_related("by__user"))
def import_detail(request: Request, imported: Import) -> HttpResponse:
    """Where it stands, and each of its rows."""
    context: dict[str, Any] = {
        "crumbs": here(imported),
        "imported": imported,
        "tone": TONES[State(imported.state)],
        "said": tables.said(imported),
    }
    if imported.is_busy:
        context |= _progress(imported)
        return render(request, "imports/busy.html", context)
    key = queries.key_to(imported)
    filtered = RowFilter(request.GET or None)
    outcome = filtered.cleaned_data["outcome"] if filtered.is_valid() else ""
    found, rows = queries.rows_page(imported, key, outcome, request.GET.get("after"))
    suggestions = (imported.plain(key, "suggestions") or []) if imported.awaits else []
    context |= {
        "form": filtered,
        "page": found,
        "rows": rows,
        "words": WordsForm(suggestions=suggestions) if suggestions else None,
        "left_out": tables.left_out(imported),
    }
    return render(request, "imports/detail.html", context)


@page(can_follow_import, of=visible_imports)
def import_progress(request: Request, imported: Import) -> HttpResponse:
    """How far a worker is, as a fragment."""
    if not imported.is_busy:
        return HttpResponse(status=READY)
    return render(request, "imports/_progress.html", _progress(imported))


def _progress(imported: Import) -> dict[str, Any]:
    return {
        "imported": imported,
        "share": tables.share(imported),
        "stuck": is_stuck(imported),
        "whole": imported.state != State.ANALYSING,
    }


@command(can_follow_import, of=visible_imports)
def import_words(request: Request, imported: Import) -> HttpResponse:
    """Take the words suggested, on every row that holds them."""
    if request.method == "POST":
        suggestions = imported.plain(queries.key_to(imported), "suggestions") or []
        form = WordsForm(request.POST, suggestions=suggestions)
        if form.is_valid() and (words := form.words()):
            actions.correct_words(imported=imported, words=words, by=request.actor)
    return redirect("import_detail", pk=imported.pk)


@command(can_decide_row, of=visible_import_rows)
def import_row(request: Request, row: ImportRow) -> HttpResponse:
    """Say what a likely duplicate is."""
    if request.method == "POST":
        actions.decide_row(row=row, choice=request.POST.get("choice", ""), by=request.actor)
        say(request, f"Ligne {row.number} : c'est noté.")
    return redirect("import_detail", pk=row.imported_id)


@page(can_follow_import, of=visible_imports)
def import_faulty(request: Request, imported: Import) -> HttpResponseBase:
    """The rows to mend, with their reasons, to be sent again."""
    header, lines = queries.faulty_file(imported)
    return stream_csv("a-corriger.csv", header, lines)


@command(can_follow_import, of=visible_imports)
def import_confirm(request: Request, imported: Import) -> HttpResponse:
    """Read what will be written, then have it written."""
    if request.method == "POST":
        actions.confirm_import(imported=imported, by=request.actor)
        return redirect("import_detail", pk=imported.pk)
    if not imported.awaits:
        return redirect("import_detail", pk=imported.pk)
    context = {
        "crumbs": here(imported, "Confirmer"),
        "imported": imported,
        "said": tables.said(imported),
        "left_out": tables.left_out(imported),
    }
    return render(request, "imports/confirm.html", context)


@command(can_follow_import, of=visible_imports)
def import_undo(request: Request, imported: Import) -> HttpResponse:
    """Read what will be taken back, then have it taken back."""
    if request.method == "POST":
        actions.undo_import(imported=imported, by=request.actor)
        return redirect("import_detail", pk=imported.pk)
    if imported.state != State.DONE or imported.erased_at:
        return redirect("import_detail", pk=imported.pk)
    context = {
        "crumbs": here(imported, "Défaire"),
        "imported": imported,
        "said": tables.said(imported),
    }
    return render(request, "imports/undo.html", context)
