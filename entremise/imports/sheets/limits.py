"""What a table may be, and how one says that it is more."""

from entremise.core.errors import Refusal
from entremise.core.typography import figure

ROWS = 100_000
COLUMNS = 200
UNPACKED = 200_000_000  # bytes of a workbook, once unpacked


def refusal(message: str, code: str, status: int = 400) -> Refusal:
    """A table that cannot be read, and what to do about it."""
    return Refusal(message, code=code, field="file", status=status)


def too_wide() -> Refusal:
    """More columns than anybody fills in."""
    return refusal(
        f"Ce tableau a plus de {COLUMNS} colonnes : gardez celles que vous importez.", "too_wide"
    )


def too_long() -> Refusal:
    """More rows than one transaction should write."""
    return refusal(
        f"Ce tableau a plus de {figure(ROWS)} lignes : coupez-le en plusieurs fichiers.", "too_long"
    )


def unreadable() -> Refusal:
    """Whatever it is, no table comes out of it."""
    return refusal(
        "Ce fichier n'est pas un tableau, ou il est abîmé. Enregistrez-le de nouveau en XLSX, ODS "
        "ou CSV, et choisissez cette copie.",
        "unreadable",
    )
