"""Letters about referrals: plain text, without a word of what was told."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from entremise.core.typography import agree
from entremise.structures.models import Membership

from .models import Reception, Referral, Step


def acknowledgement(referral: Referral, address: str) -> EmailMessage:
    """A referral was received: its number, who will answer, what becomes of what was told."""
    reception = Reception.objects.filter(dispositif_id=referral.dispositif_id).first()
    context = {"referral": referral, "reception": reception}
    return EmailMessage(
        subject=f"Votre demande de médiation {referral.number}",
        body=render_to_string("cases/acknowledgement.txt", context),
        to=[address],
    )


def reminder(member: Membership, steps: Sequence[Step]) -> EmailMessage:
    """What comes and what is late, by the numbers of cases: no name leaves in a mail."""
    address = settings.PUBLIC_ADDRESS + reverse("case_list")
    count = len(steps)
    return EmailMessage(
        subject=f"Situations : {count} {agree(count, 'étape')} à venir ou en retard",
        body=render_to_string("cases/reminder.txt", {"steps": steps, "address": address}),
        to=[member.user.email],
    )
