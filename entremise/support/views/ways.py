"""Where one is, and the pages that all forms share."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from entremise.core.forms import GuardedForm
from entremise.core.web import Request
from entremise.support.models import Dla, Meeting, SupportTrack

Step = tuple[str, str | None]

HOME: Step = ("Accueil", "/")


def to_meetings(*steps: Step) -> list[Step]:
    """Home, the meetings, and what follows."""
    return [HOME, ("Rencontres", reverse("meeting_list")), *steps]


def to_tracks(*steps: Step) -> list[Step]:
    """Home, the tracks, and what follows."""
    return [HOME, ("Accompagnements", reverse("track_list")), *steps]


def to_dlas(*steps: Step) -> list[Step]:
    """Home, the DLA, and what follows."""
    return [HOME, ("DLA", reverse("dla_list")), *steps]


def to_meeting(meeting: Meeting, *steps: Step) -> list[Step]:
    """Down to something done with a meeting."""
    return to_meetings((str(meeting), reverse("meeting_detail", args=[meeting.pk])), *steps)


def to_track(track: SupportTrack, *steps: Step) -> list[Step]:
    """Down to something done with a track."""
    return to_tracks((str(track), reverse("track_detail", args=[track.pk])), *steps)


def to_dla(dla: Dla, *steps: Step) -> list[Step]:
    """Down to something done with a DLA."""
    return to_dlas((str(dla), reverse("dla_detail", args=[dla.pk])), *steps)


def ready(request: Request, form: GuardedForm) -> bool:
    """Whether what was posted may be written: valid, and read by the guard of free text."""
    return request.method == "POST" and form.is_valid() and not form.must_read()


def form_page(
    request: Request, form: GuardedForm, crumbs: list[Step], heading: str, **said: Any
) -> HttpResponse:
    """A form alone on its page: `lead`, `verb` and `back` say why, what and where to give up."""
    context = {
        "crumbs": [*crumbs, (heading, None)],
        "form": form,
        "heard": form.heard,
        "heading": heading,
        "lead": said.get("lead", ""),
        "verb": said.get("verb", "Enregistrer"),
        "back": said.get("back") or crumbs[-1][1],
    }
    return render(request, "guarded_form.html", context)
