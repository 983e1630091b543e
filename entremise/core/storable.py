"""What a device sent, as both databases can keep it."""

import math
import re
from typing import Any

_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """The same JSON without what no database holds: NUL and halves of a character are replaced by
    the sign of an unreadable character, a number that is none or has no end by its name.
    """
    if isinstance(value, str):
        return _NOT_TEXT.sub("\ufffd", value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(name): storable(item) for name, item in value.items()}
    return value
