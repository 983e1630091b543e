"""What a partner's organisation received, read and answered from an account."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.alerts import actions, queries
from entremise.alerts.enums import Reply
from entremise.alerts.forms.answer import AnswerForm
from entremise.alerts.models import Sending
from entremise.alerts.policies import (
    can_answer,
    can_list_addressed,
    can_see_addressed,
    visible_addressed,
)
from entremise.alerts.tables import delay_table
from entremise.core.errors import Refusal
from entremise.core.web import Request, command, page
from entremise.structures.actor import Actor
from entremise.ui.notices import say
from entremise.vault.rows import words_of

HOME = ("Accueil", "/")


def _mine(actor: Actor) -> Any:
    return queries.addressed(visible_addressed(actor))


def _told(actor: Actor, sending: Sending) -> None:
    actions.tell_reading(sending=sending, by=actor)


@page(can_list_addressed)
def addressed_list(request: Request) -> HttpResponse:
    """All that was addressed to one's organisation, by whoever."""
    found = queries.addressed_page(request.actor, request.GET.get("after"))
    context = {
        "crumbs": [HOME, ("Alertes reçues", None)],
        "page": found,
        "delays": delay_table([queries.own_delay(request.actor)]),
    }
    return render(request, "alerts/addressed_list.html", context)


@page(can_see_addressed, of=_mine, told=_told)
def addressed_detail(request: Request, sending: Sending) -> HttpResponse:
    """One of them, whole; that it was read is noted."""
    context = {
        "crumbs": [HOME, ("Alertes reçues", reverse("addressed_list")), (str(sending.alert), None)],
        "sending": sending,
        "alert": sending.alert,
        "words": words_of([sending.alert])[0][1],
        "answers": queries.answers_to(sending),
        "photos": [
            reverse("alert_photo", args=[photo.pk]) for photo in queries.photos(sending.alert)
        ],
        "form": AnswerForm() if can_answer(request.actor, sending) else None,
        "replies": Reply,
        "action": reverse("addressed_answer", args=[sending.pk]),
    }
    return render(request, "alerts/addressed_detail.html", context)


@command(can_answer, of=_mine)
def addressed_answer(request: Request, sending: Sending) -> HttpResponse:
    """Answer it."""
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if not form.is_valid():
            raise Refusal("Cette réponse n'est pas lisible.", code="unreadable", status=400)
        data = form.cleaned_data
        actions.answer_alert(
            sending=sending,
            reply=Reply(data["reply"]),
            comment=data["comment"],
            by=request.actor,
        )
        say(request, "L'équipe voit votre réponse.")
        if data["reply"] == Reply.NOT_OURS:
            return redirect("addressed_list")
    return redirect("addressed_detail", pk=sending.pk)
