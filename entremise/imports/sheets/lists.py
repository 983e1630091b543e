"""A JSON list of objects, as programs exchange them, made into a table."""

import json
from typing import Any

from entremise.core.storable import storable

from .limits import COLUMNS, ROWS, too_long, too_wide, unreadable

SEPARATOR = " ; "


def read_list(content: bytes) -> list[list[str]]:
    """The names that the objects use as a heading, then a row an object; a list is its words,
    separated by semicolons. A list held under `items`, as pages of an API are, is read as well.
    Raises Refusal.
    """
    try:
        return _rows(storable(json.loads(content.decode("utf-8-sig"))))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise unreadable() from None


def _rows(read: Any) -> list[list[str]]:
    items = read.get("items") if isinstance(read, dict) else read
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise unreadable()
    if len(items) > ROWS:
        raise too_long()
    names = list(dict.fromkeys(name for item in items for name in item))
    if len(names) > COLUMNS:
        raise too_wide()
    return [names, *([_written(item.get(name)) for name in names] for item in items)]


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return SEPARATOR.join(_written(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
