"""What belongs to the cast's structure, one object of each kind, so that intruders may covet it.

Each app says what it keeps in `tests/<app>/belongings.py`:

    def belongings(cast: Cast) -> Iterable[Model]        # their texts hold CANARY
    BODIES = {"operation_id": body}                      # of API operations; body(cast) -> JSON
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.db.models import Model

from tests.support.cast import Cast

CANARY = "canari-7f3a9c"
TESTS = Path(__file__).resolve().parent.parent


def _modules() -> list[ModuleType]:
    apps = sorted(path.parent.name for path in TESTS.glob("*/belongings.py"))
    return [import_module(f"tests.{app}.belongings") for app in apps if app != "support"]


def make_belongings(cast: Cast) -> list[Model]:
    """Everything the cast's structure owns, itself included."""
    own: list[Model] = [
        cast.structure,
        cast.dispositif,
        cast.funding_line,
        *(person.membership for person in (cast.mediator, cast.coordinator, cast.director)),
        *(person.membership.user for person in (cast.mediator, cast.coordinator, cast.director)),
    ]
    for module in _modules():
        own += module.belongings(cast)
    return own


def bodies() -> dict[str, Callable[[Cast], Any]]:
    """A body for each API operation that wants one, aimed at the cast's structure."""
    return {name: body for module in _modules() for name, body in module.BODIES.items()}
