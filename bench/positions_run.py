"""The measures of jobs on the database named by the environment. Prints one JSON line."""

import json
import random
import sys
from datetime import date, timedelta
from time import perf_counter
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from bench.pages import signed_in  # noqa: E402
from bench.positions_fill import YEARS, fill  # noqa: E402
from bench.timing import p95, row, timed  # noqa: E402
from entremise.core import clock  # noqa: E402
from entremise.positions import facts  # noqa: E402

PAGES = 60
AIM = 150
FIGURES, LIST = "/postes/chiffres/", "/postes/"
DAY = timedelta(days=1)


def main(size: int) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, database="keys")
    registry = fill(size)
    mission, director = signed_in(registry.mission), signed_in(registry.director)
    rows = [*_figures(mission, director), *_lists(mission), *_months()]
    print(json.dumps(rows))


def _figures(mission: Client, director: Client) -> list[dict[str, Any]]:
    """The whole page of jobs: each time another day, another period, another part."""
    chance = random.Random(1)
    first = clock.today() - DAY * 365 * YEARS

    def some_day(since: date = first) -> date:
        return since + DAY * chance.randrange((clock.today() - since).days)

    def day() -> dict[str, str]:
        return {"on": f"{some_day()}"}

    def period() -> dict[str, str]:
        since = some_day()
        return {"since": f"{since}", "until": f"{some_day(since)}"}

    def part() -> dict[str, str]:
        return {"on": f"{some_day()}", "domain": "rights", "departement": "59"}

    return [
        row(f"emplois, {name}, p95", _pages(client, FIGURES, query), "ms", AIM)
        for name, client, query in (
            ("un jour quelconque, région", mission, day),
            ("un jour quelconque, un domaine du Nord", mission, part),
            ("une période quelconque, région", mission, period),
            ("un jour quelconque, une structure", director, day),
        )
    ]


def _lists(mission: Client) -> list[dict[str, Any]]:
    chance = random.Random(2)
    towns = ("Lille", "Lens", "Douai", "Calais", "Dunkerque", "Amiens", "Roubaix", "Arras")
    return [
        row(f"postes, {name}, p95", _pages(mission, LIST, query), "ms", AIM)
        for name, query in {
            "première page": dict,
            "cherchés par un nom de ville": lambda: {"q": chance.choice(towns)},
            "cherchés par numéro": lambda: {"q": f"P{chance.randrange(60_000):05}"},
            "en perspective": lambda: {"state": "prospect"},
            "adultes-relais en place": lambda: {"state": "at_work", "contract": "adulte_relais"},
        }.items()
    ]


def _pages(client: Client, address: str, query: Any) -> float:
    def ask(_: int) -> None:
        assert client.get(address, query()).status_code == 200

    timed(3, ask)
    return p95(timed(PAGES, ask))


def _months() -> list[dict[str, Any]]:
    """The facts of one month, written again after a change."""
    today = clock.today()
    begun = perf_counter()
    stock = facts.stock_rows(today.year - 1, 6)
    counted = perf_counter()
    facts.move_rows(today.year - 1, 6)
    moved = perf_counter()
    return [
        row(f"faits d'un mois, stock de {stock.num_rows} postes", counted - begun, "s", None),
        row("faits d'un mois, mouvements", moved - counted, "s", None),
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]))
