"""A post of the cast's structure, under a convention adulte-relais."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from entremise.positions.actions import Terms
from entremise.positions.enums import Contract
from tests.positions.factories import make_convention, make_position
from tests.support.belongings import CANARY
from tests.support.cast import Cast

BODIES: dict[str, Callable[[Cast], Any]] = {}


def belongings(cast: Cast) -> list[Model]:
    """A post of adulte-relais, its period, its convention."""
    position = make_position(
        cast.structure,
        terms=Terms(Contract.ADULTE_RELAIS),
        title=CANARY,
        number=CANARY,
        dispositif=cast.dispositif,
        funding_lines=[cast.funding_line],
    )
    return [position, position.periods.get(), make_convention(position, number=CANARY)]
