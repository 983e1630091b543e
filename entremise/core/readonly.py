"""A page that only reads is prevented from writing, whatever code it calls."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_WRITE = re.compile(r"^\s*(insert|update|delete|replace|merge|truncate|alter|create|drop)\b", re.I)


class WriteInPageError(RuntimeError):
    """A view declared as read-only tried to write."""


def _refuse_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if _WRITE.match(sql):
        raise WriteInPageError(f"Écriture dans une page en lecture seule : {sql[:80]}")
    return execute(sql, params, many, context)


@contextmanager
def readonly() -> Iterator[None]:
    """Raise WriteInPageError on any write to the database inside the block."""
    with connection.execute_wrapper(_refuse_writes):
        yield
