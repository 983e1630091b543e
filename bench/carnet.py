"""The carnet on a slow telephone and a slow network: first visit, offline start, entry, sync.

A server of its own is started on a small database; Chromium plays the telephone, its processor
slowed four times, its network that of a 3G. How many entries the server takes per second is
measured with field activity (`bench.activities`).
"""

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory

from bench.result import Result
from config.env import ROOT
from scripts.browser import find_or_install


def run(size: int) -> list[Result]:
    """The measures; `size` does not change them, a telephone holds a shift."""
    with TemporaryDirectory() as var:
        environment = os.environ | {
            "ENTREMISE_VAR": var,
            "ENTREMISE_DATABASE": f"sqlite:///{var}/carnet.sqlite3",
            "ENTREMISE_CHROMIUM": find_or_install(),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            # Playwright's event loop makes Django believe that it runs inside one.
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        }
        command = [sys.executable, "-m", "bench.carnet_run"]
        done = subprocess.run(  # noqa: S603
            command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True
        )
    return [Result(**row) for row in json.loads(done.stdout.decode().splitlines()[-1])]
