"""What the guards look at: our files, our models, and the order of the layers."""

import ast
import configparser
import re
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "entremise"


@cache
def ranks() -> dict[str, int]:
    """The height of each app in .importlinter, core being 0."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    lines = contracts["importlinter:contract:layers"]["layers"].split("\n")
    upwards = [re.findall(r"\w+", line) for line in reversed(lines) if line.strip()]
    return {app: height for height, siblings in enumerate(upwards) for app in siblings}


def may_know(app: str, other: str) -> bool:
    """Whether an app may name another: itself, or one strictly below."""
    return app == other or ranks()[other] < ranks()[app]


def app_of(path: Path) -> str:
    """The app a file belongs to."""
    return path.relative_to(PACKAGE).parts[0]


def named(path: Path) -> str:
    """The path as a message shows it."""
    return path.relative_to(ROOT).as_posix()


@cache
def modules() -> list[Path]:
    """Our Python files, migrations apart."""
    found = [*PACKAGE.rglob("*.py"), *(ROOT / "config").rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(), filename=str(path))


@cache
def templates() -> dict[str, Path]:
    """Our templates, by the name they are called with."""
    folders = PACKAGE.glob("*/templates")
    return {
        path.relative_to(folder).as_posix(): path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def models() -> list[type[Model]]:
    """Our models."""
    return [model for model in apps.get_models() if model.__module__.startswith("entremise.")]
