"""The page behind the link of a letter, without an account.

A GET shows nothing more than the letter said and writes nothing: scanners of mail servers follow
links. The button « Lire » posts; what it opens is written in the journal, then shown.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from entremise.alerts import actions, links, queries
from entremise.alerts.enums import Reply
from entremise.alerts.forms.answer import AnswerForm
from entremise.alerts.models import Sending
from entremise.core.web import Request, anyone, command
from entremise.structures.actor import VISITOR
from entremise.vault.rows import words_of


@command(anyone)
def alert_link(request: Request, key: str) -> HttpResponse:
    """What an addressee is told of an alert, then all of it, then the four answers."""
    sending = links.opened_by(key)
    if sending is None:
        return render(request, "alerts/link_ended.html", status=410)
    if request.method != "POST":
        return render(request, "alerts/link_closed.html", {"alert": sending.alert})
    actions.require_pace(sending)
    form = AnswerForm(request.POST)
    if "reply" in request.POST and form.is_valid():
        return _answered(request, sending, form)
    actions.tell_reading(sending=sending, by=VISITOR)
    return _whole(request, sending, AnswerForm())


def _answered(request: Request, sending: Sending, form: AnswerForm) -> HttpResponse:
    """Whoever holds the link answers as a visitor, be they signed in as somebody else."""
    reply = Reply(form.cleaned_data["reply"])
    actions.answer_alert(
        sending=sending, reply=reply, comment=form.cleaned_data["comment"], by=VISITOR
    )
    return render(request, "alerts/link_thanks.html", {"alert": sending.alert, "reply": reply})


def _whole(request: Request, sending: Sending, form: AnswerForm) -> HttpResponse:
    context = {
        "sending": sending,
        "alert": sending.alert,
        "words": words_of([sending.alert])[0][1],
        "answers": queries.answers_to(sending),
        "photos": [
            reverse("alert_link_photo", args=[links.photo_link(sending, photo.pk)])
            for photo in queries.photos(sending.alert)
        ],
        "form": form,
        "replies": Reply,
        "action": request.path,
    }
    response = render(request, "alerts/link_open.html", context)
    response["Cache-Control"] = "no-store"
    return response
