"""Sending a table and saying which column is what."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core.forms import attempt
from entremise.core.streaming import stream_table
from entremise.core.web import Request, command, page
from entremise.imports import actions, queries, tables
from entremise.imports.forms import ColumnsForm, SheetForm, TableForm
from entremise.imports.models import Import
from entremise.imports.policies import (
    can_follow_import,
    can_import,
    offered,
    visible_imports,
)
from entremise.ui.notices import say

HOME = ("Accueil", "/")


def here(imported: Import | None = None, last: str = "") -> list[tuple[str, str | None]]:
    """The path to a page of an import."""
    crumbs: list[tuple[str, str | None]] = [HOME, ("Imports", reverse("import_list"))]
    if imported is not None:
        href = reverse("import_detail", args=[imported.pk]) if last else None
        crumbs.append((str(imported), href))
    return [*crumbs, (last, None)] if last else crumbs


@page(can_import)
def import_list(request: Request) -> HttpResponse:
    """What was brought in, newest first."""
    found, rows = queries.imports_page(request.actor, request.GET.get("after"))
    context = {
        "crumbs": [HOME, ("Imports", None)],
        "page": found,
        "table": tables.import_table(rows),
        "offered": offered(request.actor),
    }
    return render(request, "imports/list.html", context)


@page(can_import)
def import_export(request: Request, importer: str, shape: str) -> HttpResponseBase:
    """Everything of that kind that one may bring in again, in the columns that are read."""
    for kind in offered(request.actor):
        if kind.key == importer:
            return stream_table(kind.key, shape, kind.header, kind.rows(request.actor))
    raise Http404("Rien de ce nom ne s'exporte.")


@command(can_import)
def import_new(request: Request) -> HttpResponse:
    """Send a table."""
    kinds = offered(request.actor)
    form = TableForm(request.POST or None, request.FILES or None, offered=kinds)
    if request.method == "POST" and form.is_valid():
        wanted = {kind.key: kind for kind in kinds}[form.cleaned_data["importer"]]
        kept = attempt(
            form, actions.receive_table,
            file=form.cleaned_data["file"], importer=wanted, by=request.actor,
        )  # fmt: skip
        if kept:
            return redirect("import_columns", pk=kept.pk)
    context = {"crumbs": here(last="Importer un fichier"), "form": form, "offered": kinds}
    return render(request, "imports/new.html", context)


@command(can_follow_import, of=visible_imports)
def import_columns(request: Request, imported: Import) -> HttpResponse:
    """Say which column holds what, then have the rows analysed."""
    if not imported.is_open:
        return redirect("import_detail", pk=imported.pk)
    head = queries.head_of(imported)
    form = ColumnsForm(
        request.POST or None, importer=imported.described,
        header=head["header"], samples=head["samples"], mapping=imported.mapping,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.link_columns,
            imported=imported, mapping=form.mapping(), by=request.actor,
        )  # fmt: skip
        if not form.errors:
            return redirect("import_detail", pk=imported.pk)
    sheets = SheetForm(sheets=head["sheets"], initial={"sheet": imported.sheet})
    context: dict[str, Any] = {
        "crumbs": here(imported, "Colonnes"),
        "imported": imported,
        "form": form,
        "sheets": sheets if len(head["sheets"]) > 1 else None,
        "ignored": [title for at, title in enumerate(head["header"])
                    if at not in imported.mapping.values()],
    }  # fmt: skip
    return render(request, "imports/columns.html", context)


@command(can_follow_import, of=visible_imports)
def import_sheet(request: Request, imported: Import) -> HttpResponse:
    """Turn to another sheet of the workbook."""
    if request.method == "POST" and imported.is_open:
        form = SheetForm(request.POST, sheets=queries.head_of(imported)["sheets"])
        if form.is_valid():
            sheet = form.cleaned_data["sheet"]
            actions.turn_to_sheet(imported=imported, sheet=sheet, by=request.actor)
    return redirect("import_columns", pk=imported.pk)


@command(can_follow_import, of=visible_imports)
def import_abandon(request: Request, imported: Import) -> HttpResponse:
    """Give up: the file is erased at once."""
    if request.method == "POST":
        actions.abandon_import(imported=imported, by=request.actor)
        say(request, "Import abandonné : son fichier est effacé.")
    return redirect("import_list")
