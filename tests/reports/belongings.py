"""What the reports of the cast's structure hold."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from tests.reports.factories import make_report
from tests.structures.factories import make_funder
from tests.support.belongings import CANARY
from tests.support.cast import Cast


def belongings(cast: Cast) -> list[Model]:
    """A draft for the partner, who must not see it yet, and a report sealed for somebody else."""
    draft = make_report(cast.dispositif, cast.funder, title=CANARY)
    sealed = make_report(cast.dispositif, make_funder(), sealed=True, title=CANARY)
    return [draft, sealed]


BODIES: dict[str, Callable[[Cast], Any]] = {}
