"""Keys live in their own database, and nothing else does."""

from typing import Any

KEYS = "keys"


class KeysApart:
    """Sends the models of this app to the database `keys`, and all others elsewhere."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """Where its rows are."""
        return KEYS if model._meta.app_label == "vault" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Whether its tables are there."""
        return (db == KEYS) == (app_label == "vault")
