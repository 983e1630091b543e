"""XLSX and ODS, read by a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from entremise.core.cells import as_typed

from .limits import COLUMNS, ROWS, refusal, too_long, too_wide, unreadable

READER = Path(__file__).parent / "values.py"
SECONDS = 120


def read_workbook(content: bytes, sheet: int) -> tuple[list[str], list[list[str]]]:
    """The names of the visible sheets, and the rows of the one at that place.

    Raises Refusal when it cannot be read within the memory and the time allowed.
    """
    command = [sys.executable, "-I", str(READER), str(sheet), str(ROWS), str(COLUMNS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own reader, on the standard input
            command, input=content, capture_output=True, timeout=SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise unreadable() from None
    answer: dict[str, Any] = json.loads(done.stdout)
    if not answer["sheets"]:
        raise refusal("Toutes les feuilles de ce classeur sont masquées.", "hidden")
    if answer["trouble"]:
        raise too_wide() if answer["trouble"] == "too_wide" else too_long()
    # A CSV of ours that was saved as a workbook keeps the signs that made its cells harmless.
    return answer["sheets"], [[as_typed(cell) for cell in row] for row in answer["rows"]]
