"""The fact store: one Delta table a fact, Parquet files in folders by year and month.

A month is replaced in one atomic commit, and each commit is a version that stays readable. Readers
are handed SQL over the very files of a version: nothing is copied, and only the months asked for
are opened. Measured on 1 million rows in 24 months: a question that takes 38 ms this way takes
94 ms through a PyArrow dataset of the same table, which decodes what DuckDB would have skipped.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError
from django.conf import settings
from ibis.backends.sql.datatypes import DuckDBType

from entremise.core.facts import FactTable

from . import engine
from .tables import fact_table, ibis_schema

NEVER = -1  # the version of a table nobody has written yet

Month = tuple[int, int]

# Sealed reports cite versions for years: the log is never trimmed by Delta itself.
_FOREVER = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
# Small row groups let a reader skip the structures it does not ask for: rows come sorted by them.
_WRITER = WriterProperties(compression="ZSTD", max_row_group_size=20_000)


class OutdatedError(Exception):
    """Somebody else has written this month since the version one started from: start again."""


@dataclass(frozen=True)
class _File:
    path: str
    month: Month


_known_files: OrderedDict[tuple[Path, int, int], tuple[_File, ...]] = OrderedDict()
_latest: dict[Path, int] = {}
_lock = threading.Lock()


def _folder(fact: str) -> Path:
    return Path(settings.FACT_STORE) / fact


def _log(folder: Path, version: int) -> Path:
    return folder / "_delta_log" / f"{version:020}.json"


def version(fact: str) -> int:
    """The latest version of a fact table, `NEVER` when it has none.

    Costs two looks at the file system, so that it can be asked for at each question: what another
    process has just written is seen at once.
    """
    folder = _folder(fact)
    known = _latest.get(folder, NEVER)
    if known == NEVER or not _log(folder, known).exists():
        logs = (folder / "_delta_log").glob("*.json")
        known = max((int(log.stem) for log in logs if log.stem.isdigit()), default=NEVER)
    while known != NEVER and _log(folder, known + 1).exists():
        known += 1
    _latest[folder] = known
    return known


def prepare(fact: str) -> int:
    """Create the table if there is none; the version to start from before reading any row."""
    if version(fact) == NEVER:
        DeltaTable.create(
            _folder(fact),
            schema=fact_table(fact).schema,
            mode="ignore",
            partition_by=["year", "month"],
            configuration=_FOREVER,
        )
    return version(fact)


def write_month(
    fact: str, year: int, month: int, table: pa.Table, *, since: int | None = None
) -> int:
    """Replace a month by these rows, all of that month, in one commit. Returns the new version.

    A column the store has not seen before is added; older months show it as null. `since` is the
    version the writer started from before it read the rows: when the month has been written after
    it, the rows may be older than what is there and OutdatedError is raised instead.
    """
    start = prepare(fact) if since is None else since
    base = DeltaTable(_folder(fact), version=start)
    try:
        write_deltalake(
            base,
            table.select(fact_table(fact).schema.names),
            mode="overwrite",
            predicate=f"year = {year} AND month = {month}",
            schema_mode="merge",
            writer_properties=_WRITER,
        )
    except CommitFailedError as conflict:
        raise OutdatedError(f"{fact} {year}-{month:02}") from conflict
    return base.version()


def months(fact: str, at: int | None = None) -> list[Month]:
    """The months a version (the latest by default) has rows for, oldest first."""
    chosen = version(fact) if at is None else at
    return sorted({file.month for file in _files(fact, chosen)})


def relation(fact: str, at: int, months: Collection[Month] | None = None) -> str:
    """SQL that reads a version of a table: its declared columns, of these months or of all.

    Raises LookupError for a version that does not exist.
    """
    declared = fact_table(fact)
    wanted = None if months is None else set(months)
    groups: dict[frozenset[str], list[str]] = {}
    for file in _files(fact, at):
        if wanted is None or file.month in wanted:
            groups.setdefault(_columns(file.path), []).append(file.path)
    if not groups:
        return f"SELECT {_projection(declared, frozenset())} WHERE FALSE"
    return " UNION ALL ".join(
        f"SELECT {_projection(declared, held | {'year', 'month'})} "  # noqa: S608
        f"FROM read_parquet([{', '.join(map(_quoted, paths))}], hive_partitioning = true, "
        "hive_types = {'year': SMALLINT, 'month': TINYINT})"
        for held, paths in groups.items()
    )


def open(fact: str, at: int | None = None) -> ibis.Table:
    """A version of a table (the latest by default) as an Ibis table, on this thread's DuckDB."""
    chosen = version(fact) if at is None else at
    schema = ibis_schema(fact_table(fact))
    found: ibis.Table = engine.backend().sql(relation(fact, chosen), schema=schema)
    return found


def _files(fact: str, at: int) -> tuple[_File, ...]:
    """The files of a version. They never change, so each version is looked up once a process."""
    if at == NEVER:
        return ()
    folder = _folder(fact)
    log = _log(folder, at)
    # The date of the commit tells a store rebuilt from nothing from the one known before.
    key = (folder, at, log.stat().st_mtime_ns if log.exists() else 0)
    with _lock:
        if key not in _known_files:
            _known_files[key] = _read(folder, at)
            while len(_known_files) > 16:
                _known_files.popitem(last=False)
        _known_files.move_to_end(key)
        return _known_files[key]


def _read(folder: Path, at: int) -> tuple[_File, ...]:
    if at > version(folder.name):
        raise LookupError(f"La version {at} de « {folder.name} » n'existe pas.")
    table = DeltaTable(folder, version=at)
    actions = pa.table(table.get_add_actions(flatten=True)).to_pylist()
    files = [
        _File(
            str(folder / unquote(action["path"])),
            (action["partition.year"], action["partition.month"]),
        )
        for action in actions
        if action["num_records"]
    ]
    return tuple(sorted(files, key=lambda file: (file.month, file.path)))


@lru_cache(maxsize=10_000)
def _columns(path: str) -> frozenset[str]:
    """The columns a file holds: fewer than today's when it was written before one was added."""
    return frozenset(pq.read_schema(path).names)


def _projection(declared: FactTable, held: frozenset[str]) -> str:
    types = ibis_schema(declared)
    return ", ".join(
        f'"{name}"' if name in held else f'CAST(NULL AS {DuckDBType.to_string(kind)}) AS "{name}"'
        for name, kind in types.items()
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
