"""What the registry keeps for the cast's structure."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from tests.structures.factories import make_partner, make_token
from tests.support.belongings import CANARY
from tests.support.cast import Cast

BODIES: dict[str, Callable[[Cast], Any]] = {}


def belongings(cast: Cast) -> list[Model]:
    """An entry of the address book, the token of a mediator's telephone."""
    assert cast.mediator.membership is not None
    return [make_partner(cast.structure, CANARY), make_token(cast.mediator.membership, CANARY)]
