"""Reads settings from the environment: typed, and loud when something is missing or malformed."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent


def text(name: str, default: str | None = None) -> str:
    """The variable as text. Raises ImproperlyConfigured when it is absent and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"La variable d'environnement {name} est obligatoire.")
    return value


def flag(name: str, default: bool) -> bool:
    """The variable as a boolean: 1/true/oui or 0/false/non."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "oui"}:
        return True
    if value in {"0", "false", "no", "non", ""}:
        return False
    raise ImproperlyConfigured(f"{name} vaut « {value} » ; attendu : 1 ou 0.")


def number(name: str, default: int) -> int:
    """The variable as a whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        sentence = f"{name} vaut « {value} » ; attendu : un nombre entier."
        raise ImproperlyConfigured(sentence) from None


def items(name: str, default: str = "") -> list[str]:
    """The variable as a comma-separated list, blanks removed."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def folder(name: str, default: Path) -> Path:
    """The variable as a path, relative paths being relative to the project."""
    return (ROOT / text(name, str(default))).resolve()


def kept_secret(name: str, keep_in: Path) -> str:
    """The variable, else a secret generated once and kept in a file. For development only."""
    if name in os.environ:
        return os.environ[name]
    path = keep_in / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
