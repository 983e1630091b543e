"""`python -m bench [--only activities] [--size 1M]`: runs the measures and keeps what they found.

A part is a module of this folder with a function `run(size) -> list[Result]`.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from bench.result import line, write
from config.env import ROOT, folder

UNITS = {"k": 1_000, "M": 1_000_000}


def number_of(text: str) -> int:
    """1M → 1000000, 200k → 200000. Raises ValueError."""
    return int(text.rstrip("kM")) * UNITS.get(text[-1:], 1)


def parts() -> list[str]:
    """The modules that measure something, found without importing them."""
    found = Path(__file__).parent.glob("*.py")
    return sorted(path.stem for path in found if "\ndef run(" in path.read_text())


def _load() -> str:
    """How busy the machine was: times taken beside other work say more of it than of us."""
    return f"charge {os.getloadavg()[1]:.1f} pour {os.cpu_count()} processeurs".replace(".", ",")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description="Mesure, et dit ce qui est manqué.")
    parser.add_argument("--only", choices=parts(), help="une seule partie")
    parser.add_argument("--size", type=number_of, default=number_of("1M"), help="volume (1M)")
    options = parser.parse_args()
    kept = folder("ENTREMISE_VAR", ROOT / "var") / "bench"
    missed = 0
    for part in [options.only] if options.only else parts():
        print(f"{part}, {options.size:,} lignes".replace(",", "\u202f"), flush=True)
        begun = perf_counter()
        results = import_module(f"bench.{part}").run(options.size)
        write(kept / f"{part}.json", results)
        print("\n".join(line(result) for result in results))
        print(f"  ({perf_counter() - begun:.0f} s, {_load()}, {kept / part}.json)")
        missed += sum(not result.ok for result in results)
    print(f"{missed} but(s) manqué(s)." if missed else "Tous les buts sont atteints.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
