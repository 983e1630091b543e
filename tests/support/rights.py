"""The matrix of rights: each `can_…` against each role, on objects near and far.

Each app writes its rows by hand in `tests/<app>/rights.py`; tests/architecture/test_policies.py
plays them, and docs/permissions.md shows them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from django.db.models import Model, QuerySet

from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from tests.support.cast import Cast

TESTS = Path(__file__).resolve().parent.parent

# Where an object lies, seen from the cast: the team's dispositif (which the partner finances),
# another dispositif of the structure, a neighbour's in the same region, one in another region.
TEAM, STRUCTURE, REGION, ANYWHERE = "T", "TS", "TSN", "TSNF"
YES = "✓"  # a policy that is about no object in particular

Make = Callable[[Cast, Dispositif], Model]


@dataclass(frozen=True)
class Right:
    """One policy: what it allows in French, to whom and how far, on which object, in which list.

    `visible` is the list that holds whatever the policy allows; `everything` says that it holds
    nothing else (the two are then the same rule).
    """

    policy: Callable[..., bool]
    does: str
    grants: Mapping[Role, str]
    make: Make | None = None
    visible: Callable[[Actor], QuerySet] | None = None
    everything: bool = field(default=False)

    @property
    def app(self) -> str:
        """The app whose policy it is."""
        return self.policy.__module__.split(".")[1]


def places(cast: Cast) -> dict[str, Dispositif]:
    """The four places, by letter."""
    return {
        "T": cast.dispositif,
        "S": cast.other_dispositif,
        "N": cast.neighbour_dispositif,
        "F": cast.far_dispositif,
    }


def all_rights() -> list[Right]:
    """The rows of every app, in the order of the apps."""
    apps = sorted(path.parent.name for path in TESTS.glob("*/rights.py"))
    return [
        right
        for app in apps
        if app != "support"
        for right in import_module(f"tests.{app}.rights").RIGHTS
    ]
