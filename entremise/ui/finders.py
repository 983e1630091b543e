"""Where static files are looked for: the modules of `frontend/`, what only tests need left out.

The folder is searched without a prefix, so that the storage of production knows each file by the
path it is served under, and rewrites its imports.
"""

from collections.abc import Iterable
from fnmatch import fnmatch
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage

SERVED = ("*.js", "*.css", "*.svg")
# Tests stand beside the modules they test; `histories` drives whole lives of a telephone in Node,
# and `vendor` stands in for our vendored modules there.
UNSERVED = ("*.test.js", "*/histories/*", "vendor/*")


class FrontendFiles(FileSystemFinder):
    """The files of `frontend/` that browsers load."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        root = str(settings.FRONTEND)
        self.locations = [("", root)]
        self.storages = {root: FileSystemStorage(location=root)}

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        """Every file to serve, by its path in the folder."""
        for path, storage in super().list(ignore_patterns):
            if _is_served(path):
                yield path, storage

    def find(self, path: str, *args: Any, **kwargs: Any) -> Any:
        """Where a file is; nothing for what is not served."""
        return super().find(path, *args, **kwargs) if _is_served(path) else []


def _is_served(path: str) -> bool:
    return _is_like(path, SERVED) and not _is_like(path, UNSERVED)


def _is_like(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)
