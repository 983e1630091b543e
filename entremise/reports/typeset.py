"""From a bilan to its PDF."""

from pathlib import Path

from entremise.core import typeset

from .document import Bilan
from .edition import Edition, view_of

BILAN = Path(__file__).with_name("typst") / "bilan.typ"


def pdf_of(bilan: Bilan, edition: Edition, drawings: dict[str, str]) -> bytes:
    """The PDF of a bilan. The same bilan and edition give the same bytes; raises as
    `core.typeset.pdf_of`."""
    view = view_of(bilan, edition, drawings)
    return typeset.pdf_of(BILAN, view, at=edition.sealed_at or bilan.computed_at)
