"""The carnet keeps nothing of its own; what its API can be sent."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model

from tests.activities.factories import payload, round_payload
from tests.support.cast import Cast


def belongings(cast: Cast) -> Iterable[Model]:
    """Nothing: entries and rounds belong to the activities, telephones to the structures."""
    return []


def _last_words(cast: Cast) -> dict[str, Any]:
    return {"entries": [payload(cast.dispositif)], "rounds": [round_payload(cast.dispositif)]}


BODIES: dict[str, Callable[[Cast], Any]] = {"carnet_last_words": _last_words}
