"""The photos of alerts: for the team, for whom they are addressed to, and behind a link."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.alerts import actions, links
from entremise.alerts.forms.alert import PhotoForm
from entremise.alerts.models import Alert, AlertPhoto
from entremise.alerts.policies import (
    can_follow_alert,
    can_remove_photo,
    can_see_photo,
    visible_addressed,
    visible_alerts,
    visible_photos,
)
from entremise.core.errors import Refusal
from entremise.core.web import Request, anyone, command, page
from entremise.structures.actor import Actor
from entremise.ui.notices import say
from entremise.vault.files import sealed_response


def _told(actor: Actor, photo: AlertPhoto) -> None:
    """What a partner looks at is noted; a team sees its own photos as it sees its own words."""
    if sending := visible_addressed(actor).filter(alert=photo.alert_id).first():
        actions.tell_reading(sending=sending, by=actor)


@page(can_see_photo, of=visible_photos, told=_told)
def alert_photo(request: Request, photo: AlertPhoto) -> HttpResponse:
    """One photo."""
    return sealed_response(photo)


@page(anyone)
def alert_link_photo(request: Request, key: str) -> HttpResponse:
    """One photo of a page that a link has opened: that page has told that it was read."""
    opened = links.photo_opened_by(key)
    if opened is None:
        raise Http404("Cette photo n'est plus montrée.")
    sending, number = opened
    photo = AlertPhoto.objects.filter(pk=number, alert=sending.alert_id).first()
    if photo is None:
        raise Http404("Cette photo a été retirée.")
    return sealed_response(photo)


@command(can_follow_alert, of=visible_alerts)
def alert_photo_new(request: Request, alert: Alert) -> HttpResponse:
    """Add one to an alert that was given."""
    if request.method == "POST":
        form = PhotoForm(request.POST, request.FILES)
        if not form.is_valid():
            raise Refusal(str(form.errors["photo"][0]), code="photo", status=400)
        if image := form.image():
            actions.add_photo(alert=alert, file=image, by=request.actor)
            say(request, "Photo ajoutée.")
    return redirect("alert_detail", pk=alert.pk)


@command(can_remove_photo, of=visible_photos)
def alert_photo_remove(request: Request, photo: AlertPhoto) -> HttpResponse:
    """Take one away for good, once it was confirmed."""
    if request.method == "POST":
        actions.remove_photo(photo=photo, by=request.actor)
        say(request, "Photo effacée.")
        return redirect("alert_detail", pk=photo.alert_id)
    there = reverse("alert_detail", args=[photo.alert_id])
    context = {
        "crumbs": [("Accueil", "/"), ("Alertes", reverse("alert_list")), (str(photo.alert), there),
                   ("Effacer une photo", None)],
        "photo": photo,
    }  # fmt: skip
    return render(request, "alerts/photo_remove.html", context)
