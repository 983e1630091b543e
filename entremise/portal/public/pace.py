"""A light brake on searches: a page asked for many times a minute is asked for by a machine.

Counted in the memory of each process, so that reading writes nothing: this keeps one machine from
slowing everybody down, and nothing more.
"""

from django.core.cache import cache

from entremise.core.errors import Refusal
from entremise.core.senders import sender_of
from entremise.core.web import Request

MINUTE = 60
MOST = 60


def hold_pace(request: Request) -> None:
    """Raises Refusal past so many searches a minute from one place. Who signed in is known."""
    if request.actor.is_authenticated:
        return
    key = f"public-search-{sender_of(request)}"
    cache.add(key, 0, MINUTE)
    try:
        count = cache.incr(key)
    except ValueError:  # it ended between the two
        return
    if count > MOST:
        raise Refusal(
            "Trop de recherches en une minute. Attendez un peu, puis recommencez.",
            code="too_many",
            status=429,
        )
