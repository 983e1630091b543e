"""The dashboard of twelve indicators, beside the same SQL written by hand on the same files."""

import json
import os
import subprocess
import sys

from bench.result import Result
from config.env import ROOT


def run(size: int) -> list[Result]:
    """Measures in a process of their own, so that the first question finds nothing prepared."""
    command = [sys.executable, "-m", "bench.indicators_run", str(size)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603
    rows = json.loads(done.stdout.decode().splitlines()[-1])
    return [Result(database="duckdb", size=size, **row) for row in rows]
