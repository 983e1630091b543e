"""How often something may be done: a count in the cache, for doors that need no account.

The cache of an installation without a shared one is that of each process: the pace is then kept by
each of them apart.
"""

from datetime import timedelta

from django.core.cache import cache

from .errors import Refusal


def keep_pace(what: str, *, most: int, within: timedelta) -> None:
    """Count once more. Raises Refusal (429) when it was done `most` times already within that time.

    `what` names the door and whoever stands at it, without anything personal.
    """
    key = f"pace:{what}"
    if cache.add(key, 1, timeout=within.total_seconds()):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # it has just been forgotten
        return
    if count > most:
        raise Refusal(
            "Trop de demandes à la suite : attendez quelques minutes.", code="too_fast", status=429
        )
