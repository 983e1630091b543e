"""The map keeps nothing of its own: it draws what structures and positions hold."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model

from tests.support.cast import Cast

BODIES: dict[str, Callable[[Cast], Any]] = {}


def belongings(cast: Cast) -> Iterable[Model]:
    """Nothing."""
    return []
