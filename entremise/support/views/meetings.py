"""The list of meetings, its files, the page of one, the agenda of those to come."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from entremise.core.icalendar import Event, calendar
from entremise.core.paging import number_of
from entremise.core.streaming import stream_table
from entremise.core.web import Request, page
from entremise.structures.models import Structure
from entremise.support import queries, tables
from entremise.support.enums import MeetingStatus
from entremise.support.forms.meeting import MeetingFilter
from entremise.support.models import Meeting
from entremise.support.policies import (
    can_lead_meeting,
    can_lead_support,
    can_read_minutes,
    can_read_support,
    can_see_meeting,
    visible_meetings,
)

from .ways import HOME, to_meetings


def _asked(request: Request) -> tuple[MeetingFilter, dict[str, Any]]:
    form = MeetingFilter(request.GET or None, actor=request.actor)
    return form, form.cleaned_data if form.is_valid() else {}


@page(can_read_support)
def meeting_list(request: Request) -> HttpResponse:
    """The meetings one may read, those to come first, filters in the address."""
    form, filters = _asked(request)
    found = queries.meeting_page(request.actor, filters, request.GET.get("after"))
    leads = can_lead_support(request.actor)
    context = {
        "crumbs": [HOME, ("Rencontres", None)],
        "form": form,
        "page": found,
        "table": tables.meeting_table(found.rows),
        "filters": request.GET.urlencode(),
        "leads": leads,
        "unsaid": queries.unsaid(request.actor).count() if leads else 0,
    }
    return render(request, "support/meetings.html", context)


@page(can_read_support)
def meeting_export(request: Request, shape: str) -> HttpResponseBase:
    """The same list as a file, whole."""
    rows = queries.export_rows(request.actor, _asked(request)[1])
    return stream_table("rencontres", shape, queries.EXPORTED, rows)


@page(can_see_meeting, of=lambda actor: queries.complete(visible_meetings(actor)))
def meeting_detail(request: Request, meeting: Meeting) -> HttpResponse:
    """One meeting: whom, when, about what; and, for whoever reads it, what was said and follows."""
    reads = can_read_minutes(request.actor, meeting)
    context = {
        "crumbs": to_meetings((str(meeting), None)),
        "meeting": meeting,
        "structures": meeting.structures.all(),
        "attendances": meeting.attendances.order_by("pk"),
        "reads": reads,
        "week": None,
        "steps": queries.steps_of(meeting) if reads else [],
        "leads": can_lead_meeting(request.actor, meeting),
        "planned": meeting.status == MeetingStatus.PLANNED,
        "cancelled": meeting.status == MeetingStatus.CANCELLED,
    }
    return render(request, "support/meeting.html", context)


@page(can_lead_support)
def meeting_agenda(request: Request) -> HttpResponse:
    """The meetings to come, as a calendar any agenda opens."""
    events = [
        Event(
            uid=f"rencontre-{row.pk}",
            on=row.on,
            starts_at=row.starts_at,
            lasts=row.lasts,
            summary=row.subject,
            location=tables.names_written(list(row.structures.all())),
            url=request.build_absolute_uri(reverse("meeting_detail", args=[row.pk])),
        )
        for row in queries.planned(request.actor)
    ]
    response = HttpResponse(calendar("Rencontres", events), content_type="text/calendar")
    response["Content-Disposition"] = 'attachment; filename="rencontres.ics"'
    return response


@page(can_lead_support)
def structures_to_meet(request: Request) -> HttpResponse:
    """The structures nobody has met for a year, or, at another address, ever."""
    never = request.GET.get("jamais") == "1"
    found = queries.to_meet_page(request.actor, never=never, after=request.GET.get("after"))
    context = {
        "crumbs": to_meetings(("Structures à rencontrer", None)),
        "page": found,
        "table": tables.to_meet_table(found.rows),
        "never": never,
        "count": queries.to_meet(request.actor, never=never).count(),
    }
    return render(request, "support/to_meet.html", context)


def chosen(request: Request) -> list[Structure]:
    """The structure one comes to plan a meeting with, when the address names one."""
    asked = number_of(request.GET.get("prevoir"))
    return list(Structure.objects.filter(pk=asked, merged_into=None)) if asked else []
