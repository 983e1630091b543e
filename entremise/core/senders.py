"""Where a request comes from, known again for a day without being kept."""

import hmac
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from . import clock
from .keys import keys_for


def sender_of(request: HttpRequest) -> str:
    """The fingerprint of where a request comes from, which means nothing the next day."""
    day = f"{clock.today():%Y-%m-%d}"
    address = get_adapter().get_client_ip(request)
    return hmac.new(keys_for("knock")[0], f"{day}:{address}".encode(), sha256).hexdigest()
