"""Which files of the project the tools look at."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def templates() -> list[str]:
    """Django templates, as paths from the root."""
    found = ROOT.glob("entremise/*/templates/**/*.html")
    return sorted(path.relative_to(ROOT).as_posix() for path in found)
