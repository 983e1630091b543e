"""Letters about referrals: plain text, without a word of what was told."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from .models import Reception, Referral


def acknowledgement(referral: Referral, address: str) -> EmailMessage:
    """A referral was received: its number, who will answer, what becomes of what was told."""
    reception = Reception.objects.filter(dispositif_id=referral.dispositif_id).first()
    context = {"referral": referral, "reception": reception}
    return EmailMessage(
        subject=f"Votre demande de médiation {referral.number}",
        body=render_to_string("cases/acknowledgement.txt", context),
        to=[address],
    )
