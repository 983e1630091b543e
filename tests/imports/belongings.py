"""What the cast's structure brings in: a table of dispositifs, read and not confirmed."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from tests.imports.factories import bring, row_of
from tests.support.belongings import CANARY
from tests.support.cast import Cast

BODIES: dict[str, Callable[[Cast], Any]] = {}
TITLES = ("nom", "domaines", "portage", "codes des communes", "ouvert le")


def belongings(cast: Cast) -> list[Model]:
    """An import of the director, and a row that may be one they know."""
    imported = bring(
        cast.director,
        ("Moulin", "transports en commun", "mutualisation par plusieurs partenaires", "59350",
         "01/01/2025"),
        (CANARY, "transport en commun", "", "59350", "01/01/2025"),
        importer="dispositifs", titles=TITLES,
    )  # fmt: skip
    return [imported, row_of(imported, 2)]
