"""Field activity at volume: pages of the list, batches of the synchronisation API.

Each database is filled once for a size and kept; the measures run in a process of their own
against it, beside the same question asked in hand-written SQL.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench.result import Result
from config.env import ROOT, folder
from scripts.postgres import NoPostgresError, database


def run(size: int) -> list[Result]:
    """Measures on both databases; one that cannot be reached is said, not skipped silently."""
    results = _measure("sqlite", _sqlite(size), size)
    try:
        with _postgresql(size) as address:
            results += _measure("postgresql", address, size)
    except NoPostgresError as reason:
        print(f"  postgresql : mesures non faites, {reason}")
    return results


def _sqlite(size: int) -> str:
    path = folder("ENTREMISE_VAR", ROOT / "var") / "bench" / f"activities-{size}.sqlite3"
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{path}"


@contextmanager
def _postgresql(size: int) -> Iterator[str]:
    with database() as address:
        server, _, name = address.rpartition("/")
        name = f"{name}_bench_{size}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(known, [name]).fetchone():
                connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        yield f"{server}/{name}"


def _measure(name: str, address: str, size: int) -> list[Result]:
    command = [sys.executable, "-m", "bench.activities_run", str(size)]
    environment = os.environ | {
        "ENTREMISE_DATABASE": address,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603
    rows = json.loads(done.stdout.decode().splitlines()[-1])
    return [Result(database=name, size=size, **row) for row in rows]
