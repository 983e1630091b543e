"""The public site of a large region: searches, files, and a first visit on a slow telephone.

20,000 structures, half of which run a service, and 60,000 posts at the size of a million. For the
telephone, a server of its own with the files of production; Chromium's processor is slowed four
times, its network that of a 4G of bad days.
"""

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory

from bench.databases import on_both
from bench.result import Result
from config.env import ROOT
from scripts.browser import find_or_install


def run(size: int) -> list[Result]:
    """Measures on both databases, then those of a telephone, which are of the demonstration."""
    return [*on_both("public", size), *_telephone()]


def _telephone() -> list[Result]:
    with TemporaryDirectory() as var:
        environment = os.environ | {
            "ENTREMISE_VAR": var,
            "ENTREMISE_DATABASE": f"sqlite:///{var}/public.sqlite3",
            "ENTREMISE_CHROMIUM": find_or_install(),
            "DJANGO_SETTINGS_MODULE": "bench.as_in_production",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        }
        command = [sys.executable, "-m", "bench.public_phone"]
        done = subprocess.run(  # noqa: S603
            command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True
        )
    return [Result(**row) for row in json.loads(done.stdout.decode().splitlines()[-1])]
