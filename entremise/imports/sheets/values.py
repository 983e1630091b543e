"""Reads a workbook given on the standard input and answers its values in JSON.

Runs alone, in a process of its own whose memory and time are counted (`workbooks`): a file that
would fill the memory of the server only ends this. No formula is computed: a cell holds the value
that was last shown. Nothing of the platform is imported here.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, SheetVisibleEnum, load_workbook

MEMORY = 1_500_000_000
SECONDS = 60
SIGNS = 60_000_000  # of the whole answer


def written(cell: object) -> str:
    """A value as somebody would have typed it."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.10g}"
    if isinstance(cell, datetime):
        day = cell.strftime("%d/%m/%Y")
        return day if cell.time() == time() else f"{day} {cell:%H:%M}"
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        return str(cell)
    # « _x0000_ » in a workbook is NUL, which no database holds.
    return str(cell).replace("\0", "\ufffd")


def main(wanted: int, rows: int, columns: int) -> dict[str, Any]:
    """The visible sheets, and the rows of the one wanted, by its place among them."""
    workbook = load_workbook(BytesIO(sys.stdin.buffer.read()))
    shown = [
        sheet.name for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible
    ]  # fmt: skip
    answer: dict[str, Any] = {"sheets": shown, "rows": [], "trouble": ""}
    if wanted < len(shown):
        sheet = workbook.get_sheet_by_name(shown[wanted])
        # Where the used cells end: styles laid on empty columns do not count.
        if sheet.total_height > 20 * rows:
            return {**answer, "trouble": "too_long"}
        left = SIGNS
        for cells in sheet.to_python(skip_empty_area=False):
            line = [written(cell) for cell in cells]
            while line and not line[-1]:
                line.pop()
            left -= sum(map(len, line)) + len(line)
            if len(line) > columns:
                return {**answer, "rows": [], "trouble": "too_wide"}
            answer["rows"].append(line)
            if len(answer["rows"]) > rows + 1 or left < 0:
                return {**answer, "rows": [], "trouble": "too_long"}
    return answer


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        json.dump(main(*map(int, sys.argv[1:4])), sys.stdout, ensure_ascii=True)
    except (CalamineError, MemoryError, OSError, ValueError):
        sys.exit(3)
