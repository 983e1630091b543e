"""Finds a Chromium for the browser journeys, or installs one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

GIVEN = "ENTREMISE_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


class NoBrowserError(Exception):
    """There is none, and none could be installed. The message says what to do, in French."""


def find() -> str | None:
    """The path of a browser of this machine: the one named, else one on PATH."""
    candidates = [os.environ.get(GIVEN), *map(shutil.which, NAMES), *ON_MACOS]
    return next((path for path in candidates if path and Path(path).exists()), None)


def find_or_install() -> str:
    """The same, after Playwright's own, the system's packages and Playwright's download."""
    found = find() or _of_playwright()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        _try(["apt-get", "update", "-qq"])
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
        found = find()
    if not found:
        _try([sys.executable, "-m", "playwright", "install", "chromium"])
        found = _of_playwright()
    if not found:
        raise NoBrowserError(
            "aucun Chromium, et son installation a échoué : apt-get install chromium, ou"
            " indiquez un navigateur dans ENTREMISE_CHROMIUM"
        )
    return found


def _of_playwright() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _try(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, capture_output=True, check=False)
