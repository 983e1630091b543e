"""`make test`: every check, named and timed; quiet when all is well, complete when it is not.

A part that cannot run here (no PostgreSQL, no browser) is skipped in plain sight; with CI=true a
skipped part is a failure.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scripts.browser import NoBrowserError, find_or_install
from scripts.postgres import NoPostgresError, database
from scripts.sources import ROOT, templates

BIN = Path(sys.executable).parent
Environment = AbstractContextManager[dict[str, str]]


def _nothing() -> Environment:
    return nullcontext({})


@contextmanager
def _postgres() -> Iterator[dict[str, str]]:
    with database() as address:
        given = urlsplit(address)  # an address may end with options
        keys = given._replace(path=f"{given.path}_keys").geturl()
        yield {"ENTREMISE_DATABASE": address, "ENTREMISE_KEYS_DATABASE": keys}


@contextmanager
def _browser() -> Iterator[dict[str, str]]:
    yield {"ENTREMISE_CHROMIUM": find_or_install()}


@dataclass(frozen=True)
class Stage:
    """One check: its name for ONLY=, its title, its command, and what must be there around it."""

    name: str
    title: str
    command: list[str]
    around: Callable[[], Environment] = _nothing


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments, "--settings", "config.settings.test"]


def _pytest(expression: str) -> list[str]:
    return [f"{BIN}/pytest", "-n", "2", "--dist", "worksteal", "--create-db", "-m", expression]


def _node_tests(folder: str) -> list[str]:
    """Named one by one: what Node makes of a folder depends on its version."""
    found = sorted((ROOT / folder).rglob("*.test.js"))
    return ["node", "--test", *(str(path.relative_to(ROOT)) for path in found)]


def stages() -> list[Stage]:
    """The checks, the quickest to fail first."""
    return [
        Stage("lint", "ruff : fautes", [f"{BIN}/ruff", "check", "--output-format=concise"]),
        Stage("format", "ruff : mise en forme", [f"{BIN}/ruff", "format", "--check"]),
        Stage("templates", "djade : gabarits", [f"{BIN}/djade", "--check", *templates()]),
        Stage(
            "scripts",
            "biome : scripts",
            ["node_modules/.bin/biome", "ci", "--colors=off", "--error-on-warnings"],
        ),
        Stage("layers", "import-linter : couches", [f"{BIN}/lint-imports", "--no-logo"]),
        Stage("types", "mypy : types", [f"{BIN}/mypy"]),
        Stage("migrations", "migrations complètes", _manage("makemigrations", "--check")),
        Stage("sqlite", "tests sur SQLite", _pytest("not journey")),
        Stage(
            "postgres",
            "tests sur PostgreSQL",
            _pytest("not journey and not once"),
            _postgres,
        ),
        Stage("carnet", "tests des scripts", _node_tests("frontend")),
        Stage("journeys", "parcours dans le navigateur", _pytest("journey"), _browser),
    ]


def run(stage: Stage) -> bool:
    """Run one stage and say how it went. False on failure, or on a skip in CI."""
    print(f"  {stage.title:<30}", end="", flush=True)
    started = time.monotonic()
    try:
        with stage.around() as environment:
            done = subprocess.run(
                stage.command, cwd=ROOT, env={**os.environ, **environment}, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
    except (NoBrowserError, NoPostgresError) as missing:
        print(f"      sauté : {missing}")
        return os.environ.get("CI", "").lower() not in {"1", "true"}
    spent = f"{time.monotonic() - started:6.1f} s"
    if done.returncode:
        print(f"{spent}  ÉCHEC\n\n{done.stdout.strip()}\n")
        return False
    lines = done.stdout.strip().splitlines() if "pytest" in stage.command[0] else []
    print("  ".join([spent, *lines[-1:]]))
    for line in lines:
        if line.startswith("SKIPPED"):
            print(f"      {line}")
    return True


def main() -> int:
    """Run every stage, or those asked for; 1 when one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    known = stages()
    parser.add_argument("--only", choices=[stage.name for stage in known], action="append")
    only = parser.parse_args().only
    started = time.monotonic()
    failed = [stage.title for stage in known if (not only or stage.name in only) and not run(stage)]
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    print(f"\n{len(failed)} échec(s) : {', '.join(failed)}" if failed else "\nTout est bon", end="")
    print(f" ({minutes} min {seconds:02} s).")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
