"""The demonstration's password, one per installation, and the accounts worth showing."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from .pack import MemberRow, Pack

VARIABLE = "ENTREMISE_DEMO_PASSWORD"

# One account a role, all around the dispositif whose report is produced.
SHOWN = (
    "mediateur-017@citeo.example.org",
    "coordination-03@citeo.example.org",
    "direction@citeo.example.org",
    "partenaire@ville-lille.example.org",
    "mission-01@mission.example.org",
    "comite@region.example.org",
    "administration@mission.example.org",
    "donnees@citeo.example.org",
)

ROLES = {
    "mediator": "médiateur·rice",
    "coordinator": "coordination",
    "director": "direction de structure",
    "partner": "partenaire (financeur)",
    "regional": "mission régionale",
    "steering": "comité de pilotage",
    "admin": "administration technique",
    "dpo": "protection des données",
}


class NotADemonstrationError(RuntimeError):
    """This installation serves real people."""


def require_demonstration() -> None:
    """Raises NotADemonstrationError unless the settings say that nobody real is served here."""
    if not getattr(settings, "DEMONSTRATION", False):
        raise NotADemonstrationError(
            "La démonstration ne se charge pas sur une installation de production."
        )


def password() -> str:
    """The variable ENTREMISE_DEMO_PASSWORD, else a password made once and kept in a file.

    Nothing is fixed in the code, so that an installation that forgot its demonstration accounts
    is not open to whoever has read it.
    """
    if given := os.environ.get(VARIABLE):
        return given
    path = Path(settings.VAR) / "secrets" / "demo_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("-".join(("entremise", *(secrets.token_hex(2) for _ in range(3)))))
    return path.read_text().strip()


def shown(pack: Pack) -> list[MemberRow]:
    """The accounts to print, in the order of the roles."""
    members = {row.email: row for row in pack.members}
    return [members[email] for email in SHOWN]
