"""Letters of the registry: plain text, one subject each."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from .models import Membership


def welcome(membership: Membership) -> EmailMessage:
    """A role was given: where to sign in, without any password."""
    context = {
        "membership": membership,
        "address": settings.PUBLIC_ADDRESS + reverse("account_request_login_code"),
    }
    return EmailMessage(
        subject=f"Votre accès à Entremise : {membership.structure.name}",
        body=render_to_string("structures/welcome.txt", context),
        to=[membership.user.email],
    )
