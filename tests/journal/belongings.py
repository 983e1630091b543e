"""What the journal keeps for the cast's structure."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from tests.journal.factories import make_run
from tests.support.belongings import CANARY
from tests.support.cast import Cast

BODIES: dict[str, Callable[[Cast], Any]] = {}


def belongings(cast: Cast) -> list[Model]:
    """The proof of a run in which a row failed."""
    return [make_run(cast.structure.pk, failures={CANARY: "ValueError"})]
