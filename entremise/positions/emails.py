"""Letters about conventions: the post, the day, what is to be done. Nobody is named in them."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from entremise.core import clock
from entremise.structures.enums import Role
from entremise.structures.models import Membership

from .models import AdulteRelaisConvention


def deadline_letters(convention: AdulteRelaisConvention) -> list[EmailMessage]:
    """One for each director the employer has today."""
    today = clock.today()
    position = convention.position
    directors = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        structure=position.structure_id,
        role=Role.DIRECTOR,
        starts_on__lte=today,
        user__is_active=True,
    )
    context = {
        "convention": convention,
        "position": position,
        "months": convention.announced,
        "address": settings.PUBLIC_ADDRESS + reverse("position_detail", args=[position.pk]),
    }
    body = render_to_string("positions/deadline.txt", context)
    subject = f"Convention adulte-relais : fin le {convention.ends_on:%d/%m/%Y}"
    return [
        EmailMessage(subject=subject, body=body, to=[address])
        for address in directors.values_list("user__email", flat=True).order_by("pk")
    ]
