"""DuckDB in the process: compiles the catalogue's expressions and runs them on the fact store.

One database per process, bounded in threads and memory, and one cursor per question: cursors may
run side by side in a server's threads, a connection may not.
"""

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import ibis
from django.conf import settings
from ibis.backends.duckdb import Backend

_lock = threading.Lock()
_local = threading.local()


@lru_cache(maxsize=4)
def _database(folder: Path, threads: int, memory_mb: int) -> duckdb.DuckDBPyConnection:
    """An empty database that can read the fact store and nothing else, not even the network."""
    folder.mkdir(parents=True, exist_ok=True)
    database = duckdb.connect(
        config={
            "threads": threads,
            "memory_limit": f"{memory_mb}MB",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    database.execute("SET allowed_directories = [?]", [f"{folder}/"])
    database.execute("SET enable_external_access = false")
    return database


def _cursor() -> duckdb.DuckDBPyConnection:
    with _lock:
        database = _database(
            Path(settings.FACT_STORE), settings.FACT_THREADS, settings.FACT_MEMORY_MB
        )
        return database.cursor()


def rows(sql: str) -> list[tuple[Any, ...]]:
    """Run a query and return its rows as plain Python values."""
    with _cursor() as cursor:
        return cursor.execute(sql).fetchall()


def compiled(expression: ibis.Table) -> str:
    """The SQL of an expression, in this engine's dialect."""
    return str(ibis.to_sql(expression, dialect="duckdb", pretty=False))


def backend() -> Backend:
    """An Ibis backend of this thread on the shared database, to explore facts freely."""
    folder = Path(settings.FACT_STORE)
    if getattr(_local, "folder", None) != folder:
        _local.backend, _local.folder = ibis.duckdb.from_connection(_cursor()), folder
    found: Backend = _local.backend
    return found
