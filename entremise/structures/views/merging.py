"""Rows of the registry that may be one organisation: proposed, joined, parted."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from entremise.core.typography import agree
from entremise.core.web import Request, command, page
from entremise.structures import actions, queries
from entremise.structures.actions.merging import Moving, completed_by, movings
from entremise.structures.duplicates import likenesses
from entremise.structures.history import named
from entremise.structures.models import Structure, StructureMerge
from entremise.structures.policies import (
    can_keep_registry,
    can_part_structures,
    editable_structures,
    visible_merges,
)
from entremise.ui.notices import say

from .ways import HOME


def _registry() -> list[tuple[str, str | None]]:
    return [HOME, ("Registre", reverse("structure_list"))]


@page(can_keep_registry)
def duplicate_list(request: Request) -> HttpResponse:
    """The pairs that look alike, with the reasons; and what was merged lately."""
    context = {
        "crumbs": [*_registry(), ("Doublons", None)],
        "pairs": likenesses(editable_structures(request.actor)),
        "merges": queries.latest_merges(request.actor),
    }
    return render(request, "structures/duplicates.html", context)


@command(can_keep_registry)
def structure_merge(request: Request, kept: int, gone: int) -> HttpResponse:
    """What would move and what would be learnt; posted, it is done."""
    stays, leaves = _pair(request, kept, gone)
    if request.method == "POST":
        merge = actions.merge_structures(kept=stays, gone=leaves, by=request.actor)
        undo = reverse("merge_undo", args=[merge.pk])
        say(request, f"« {leaves.name} » est fusionnée avec « {stays.name} ».", undo=undo)
        return redirect("structure_detail", pk=stays.pk)
    moved = movings(leaves)
    context = {
        "crumbs": [*_registry(), ("Doublons", reverse("duplicate_list")), ("Fusionner", None)],
        "kept": stays,
        "gone": leaves,
        "moved": [_counted(one) for one in moved],
        "learnt": [named(name, value) for name, value in completed_by(stays, leaves).items()],
        "other_way": reverse("structure_merge", args=[gone, kept]),
    }
    return render(request, "structures/merge.html", context)


@command(can_part_structures, of=visible_merges)
def merge_undo(request: Request, merge: StructureMerge) -> HttpResponse:
    """Part what was joined."""
    if request.method == "POST":
        left = actions.undo_merge(merge=merge, by=request.actor)
        stayed = (
            f" {left} {agree(left, 'ligne reste', 'lignes restent')} où elle"
            f"{'s ont' if left > 1 else ' a'} été mise{'s' if left > 1 else ''} depuis."
            if left
            else ""
        )
        say(request, f"« {merge.gone.name} » est de nouveau au registre.{stayed}")
        return redirect("structure_detail", pk=merge.gone_id)
    return redirect("duplicate_list")


@command(can_keep_registry)
def structures_apart(request: Request, first: int, second: int) -> HttpResponse:
    """Say that two rows are two organisations."""
    one, other = _pair(request, first, second)
    if request.method == "POST":
        actions.tell_apart(first=one, second=other, by=request.actor)
        say(request, f"« {one} » et « {other} » ne seront plus proposées ensemble.")
    return redirect("duplicate_list")


def _counted(moving: Moving) -> str:
    """« 1 ligne de financement », « 12 partenaires »."""
    meta, count = moving.model._meta, len(moving.ids)
    return f"{count} {agree(count, str(meta.verbose_name), str(meta.verbose_name_plural))}"


def _pair(request: Request, first: int, second: int) -> tuple[Structure, Structure]:
    if first == second:
        raise Http404
    rows = editable_structures(request.actor)
    return get_object_or_404(rows, pk=first), get_object_or_404(rows, pk=second)
