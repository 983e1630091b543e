"""What a measure says: a value, its unit, and the aim it is held against."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """One measure. `aim` is None when nothing was promised; `ok` says whether it was kept."""

    name: str
    value: float
    unit: str
    aim: float | None
    ok: bool
    database: str
    size: int


def write(path: Path, results: Iterable[Result]) -> None:
    """Keep the measures of a part as a JSON list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(result) for result in results]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")


def line(result: Result) -> str:
    """A measure as printed; a missed aim says so."""
    value = f"{result.value:,.2f}".replace(",", "\u202f").replace(".", ",")
    verdict = "" if result.aim is None else f"visé {result.aim:g}"
    if not result.ok:
        verdict += ", MANQUÉ"
    return f"  {result.name:<62} {result.database:<12} {value:>12} {result.unit:<4} {verdict}"
