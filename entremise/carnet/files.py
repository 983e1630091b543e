"""The files a telephone keeps to open the carnet without network, and the version they make.

The version is a digest of their content: it changes with any of them, and with nothing else.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

FOLDER = Path(settings.FRONTEND) / "carnet"
# The worker itself is fetched by the browser, outside of what it keeps.
WORKER = "sw.js"
TEMPLATE = "carnet/shell.html"
SHARED = (
    "ui/tokens.css",
    "ui/type.css",
    "vendor/idb.js",
    "vendor/lit-html.js",
    "vendor/icons.svg",
    "vendor/fonts/atkinson-latin-normal.woff2",
)


class Asset(NamedTuple):
    """A static file: its name for `static`, and where it is."""

    name: str
    path: Path


@dataclass(frozen=True)
class Edition:
    """What a telephone keeps: the version, and the addresses of the files."""

    version: str
    addresses: tuple[str, ...]


def edition() -> Edition:
    """The files as they are now. Raises FileNotFoundError when the set-up was not run."""
    assets = _assets()
    marks = tuple((name, path, path.stat().st_mtime_ns) for name, path in assets)
    return Edition(_digest(marks), tuple(static(name) for name, _ in assets))


def worker_source() -> str:
    """The source of the service worker, empty until there is one."""
    path = FOLDER / WORKER
    return path.read_text() if path.exists() else ""


def _assets() -> list[Asset]:
    own = sorted(path for path in FOLDER.rglob("*") if _is_kept(path))
    return [
        *(Asset(name, _found(name)) for name in SHARED),
        *(Asset(f"carnet/{path.relative_to(FOLDER).as_posix()}", path) for path in own),
    ]


def _is_kept(path: Path) -> bool:
    name = path.relative_to(FOLDER).as_posix()
    return path.is_file() and name != WORKER and finders.find(f"carnet/{name}") is not None


def _found(name: str) -> Path:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"{name} est introuvable : lancez « make ready ».")
    return Path(path)


@lru_cache(maxsize=4)
def _digest(marks: tuple[tuple[str, Path, int], ...]) -> str:
    digest = hashlib.sha256(worker_source().encode())
    digest.update((Path(__file__).parent / "templates" / TEMPLATE).read_bytes())
    for name, path, _ in marks:
        digest.update(name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
