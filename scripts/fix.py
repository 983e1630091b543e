"""`make fix`: everything a machine can put right by itself."""

import subprocess
import sys
from pathlib import Path

from scripts.sources import ROOT, templates

BIN = Path(sys.executable).parent


def main() -> int:
    """Run each fixer; the last word is the linter's, on what it could not mend."""
    linter = [f"{BIN}/ruff", "check", "--fix", "--quiet"]
    subprocess.run(linter, cwd=ROOT, check=False)
    for command in (
        [f"{BIN}/ruff", "format", "--quiet"],
        [f"{BIN}/djade", *templates()],
        ["node_modules/.bin/biome", "check", "--write", "--colors=off", "--log-level=error"],
        [sys.executable, "-m", "tests.support.permissions"],
        [sys.executable, "-m", "tests.contract.carnet"],
    ):
        subprocess.run(command, cwd=ROOT, check=False)
    return subprocess.run(linter, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
