"""The databases that measures are made on: filled once for a part and a size, and kept."""

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


def on_both(part: str, size: int) -> list[Result]:
    """What `bench.<part>_run` measures on each database, in a process of its own.

    A database that cannot be reached is said, not skipped silently.
    """
    results = _measure(part, "sqlite", _sqlite(part, size), _sqlite(f"{part}-keys", size), size)
    try:
        with _postgresql(part, size) as addresses:
            results += _measure(part, "postgresql", *addresses, size)
    except NoPostgresError as reason:
        print(f"  postgresql : mesures non faites, {reason}")
    return results


def _sqlite(part: str, size: int) -> str:
    path = folder("ENTREMISE_VAR", ROOT / "var") / "bench" / f"{part}-{size}.sqlite3"
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{path}"


@contextmanager
def _postgresql(part: str, size: int) -> Iterator[tuple[str, str]]:
    with database() as address:
        server, _, name = address.rpartition("/")
        name = f"{name}_bench_{part}_{size}"
        names = (name, f"{name}_keys")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            for wanted in names:
                known = "SELECT 1 FROM pg_database WHERE datname = %s"
                if not connection.execute(known, [wanted]).fetchone():
                    connection.execute(f'CREATE DATABASE "{wanted}"')  # type: ignore[arg-type]
        yield f"{server}/{names[0]}", f"{server}/{names[1]}"


def _measure(part: str, name: str, address: str, keys: str, size: int) -> list[Result]:
    command = [sys.executable, "-m", f"bench.{part}_run", str(size)]
    environment = os.environ | {
        "ENTREMISE_DATABASE": address,
        "ENTREMISE_KEYS_DATABASE": keys,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603
    rows = json.loads(done.stdout.decode().splitlines()[-1])
    return [Result(database=name, size=size, **row) for row in rows]
