"""Real pages, asked for by somebody who has signed in: middleware and templates included."""

from django.test import Client

from entremise.structures.middleware import SESSION_KEY
from entremise.structures.models import Membership


def signed_in(member: Membership) -> Client:
    """A client of somebody, in this role."""
    client = Client()
    client.force_login(member.user)
    session = client.session
    session[SESSION_KEY] = member.pk
    session.save()
    return client
