"""Posts and conventions for tests."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from entremise.positions.actions import (
    ConventionTerms,
    Sheet,
    Step,
    Terms,
    open_position,
    plan_position,
    sign_convention,
)
from entremise.positions.enums import Cause, Contract, Status
from entremise.positions.models import AdulteRelaisConvention, Position
from entremise.structures.actor import VISITOR
from entremise.structures.enums import Domain
from entremise.structures.models import Structure
from tests.structures.factories import YEAR
from tests.territories.factories import make_commune

_numbers = count(1)
START = date(YEAR - 2, 3, 1)
CDI = Terms(Contract.CDI)


def sheet(**changes: Any) -> Sheet:
    """An acceptable post in Lille; `changes` replace what it is."""
    said = {"title": "Médiateur de soirée", "domain": Domain.PUBLIC_SPACE}
    return Sheet(**{**said, "commune": changes.pop("commune", None) or make_commune(), **changes})


def step(on: date, cause: str = Cause.OTHER, note: str = "") -> Step:
    """What happened that day."""
    return Step(on, cause, note)


def make_position(
    structure: Structure,
    status: Status = Status.CREATED,
    on: date = START,
    terms: Terms = CDI,
    **changes: Any,
) -> Position:
    """A post of a structure, entered through the ordinary door."""
    said = {
        "structure": structure,
        "sheet": sheet(**{"number": f"P{next(_numbers)}", **changes}),
        "terms": terms,
        "step": step(on),
        "by": VISITOR,
    }
    if status == Status.PROSPECT:
        return plan_position(**said)
    return open_position(status=status, **said)


def make_convention(
    position: Position, starts_on: date = START, **changes: Any
) -> AdulteRelaisConvention:
    """A convention of three years."""
    said = {"number": f"AR 059 {next(_numbers)}", "starts_on": starts_on, "share": Decimal(1)}
    return sign_convention(
        position=position, terms=ConventionTerms(**{**said, **changes}), by=VISITOR
    )
