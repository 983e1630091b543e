"""Letters to addressees: what kind of thing, where about, and a link. Nothing that leads to a
person travels by mail: the exact place, the note and the photos are behind the link.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from . import links
from .enums import Letter
from .models import Sending

_OPENINGS = {
    Letter.FIRST: "Alerte",
    Letter.REMINDER: "Rappel, alerte sans réponse",
    Letter.ESCALATION: "Alerte que personne n'a prise en charge",
}


def letter_about(sending: Sending, letter: Letter) -> EmailMessage:
    """The letter, with a link made now. The escalation goes above the addressee."""
    alert, addressee = sending.alert, sending.addressee
    kind = "danger, " if alert.danger else ""
    commune = alert.commune.name if alert.commune else "commune non connue"
    opening = _OPENINGS[letter]
    context = {
        "sending": sending,
        "alert": alert,
        "letter": letter,
        "commune": commune,
        "address": settings.PUBLIC_ADDRESS + reverse("alert_link", args=[links.link_to(sending)]),
        "days": links.LASTS.days,
    }
    return EmailMessage(
        subject=f"{opening} : {kind}{alert.kind.short}, {commune}",
        body=render_to_string("alerts/letter.txt", context),
        to=[addressee.escalation_email if letter == Letter.ESCALATION else addressee.email],
    )
