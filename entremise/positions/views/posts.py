"""The list of posts, and the page of one."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from entremise.core.streaming import stream_table
from entremise.core.web import Request, page
from entremise.positions import queries, tables
from entremise.positions.enums import Status
from entremise.positions.forms.position import PositionFilter, SupportForm
from entremise.positions.importing import exports
from entremise.positions.models import Position
from entremise.positions.policies import (
    can_add_position,
    can_edit_position,
    can_import_positions,
    can_list_positions,
    can_see_position,
    can_sign_convention,
    can_support_position,
    visible_positions,
)

from .ways import HOME, to_list


@page(can_list_positions)
def position_list(request: Request) -> HttpResponse:
    """The posts one may read, the latest entered first, filters in the address."""
    form = PositionFilter(request.GET or None)
    filters = form.cleaned_data if form.is_valid() else {}
    found = queries.position_page(request.actor, filters, request.GET.get("after"))
    context = {
        "crumbs": [HOME, ("Postes", None)],
        "form": form,
        "page": found,
        "table": tables.position_table(found.rows, of=request.actor.structure_id),
        "filters": request.GET.urlencode(),
        "may_add": can_add_position(request.actor),
        "may_import": can_import_positions(request.actor),
    }
    return render(request, "positions/list.html", context)


@page(can_list_positions)
def position_export(request: Request, shape: str) -> HttpResponseBase:
    """The same list as a file, whole, in the columns in which it may be brought in again."""
    form = PositionFilter(request.GET or None)
    filters = form.cleaned_data if form.is_valid() else {}
    return stream_table("postes", shape, exports.HEADER, exports.post_rows(request.actor, filters))


@page(can_see_position, of=lambda actor: queries.complete(visible_positions(actor)))
def position_detail(request: Request, position: Position) -> HttpResponse:
    """One post: what it is, what happened to it, its conventions."""
    story = position.story  # type: ignore[attr-defined]
    conventions = queries.conventions_of(position)
    may_edit = can_edit_position(request.actor, position)
    may_sign = can_sign_convention(request.actor, position)
    context = {
        "crumbs": to_list((str(position), None)),
        "position": position,
        "now": story[0],
        "timeline": queries.timeline(position),
        "lines": tables.lines_written(position.funding_lines.all()),
        "conventions": [(row, tables.aid_table(row)) for row in conventions],
        "may_edit": may_edit,
        "may_undo": may_edit and len(story) > 1 and not position.ended_on,
        "may_withdraw": may_edit and len(story) == 1 and not position.ended_on and not conventions,
        "may_sign": may_sign,
        "support_form": _support_form(request, position),
        "in_prospect": story[0].status == Status.PROSPECT,
    }
    return render(request, "positions/detail.html", context)


def _support_form(request: Request, position: Position) -> SupportForm | None:
    if not can_support_position(request.actor, position):
        return None
    return SupportForm(initial={"supported": position.supported, "pilot": position.pilot})
