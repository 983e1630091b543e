"""The measures of the registry on the database named by the environment. Prints one JSON line."""

import json
import random
import sys
import tracemalloc
from time import perf_counter
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.pages import signed_in  # noqa: E402
from bench.registry_fill import fill_registry  # noqa: E402
from bench.timing import p95, row, timed  # noqa: E402
from entremise.core import clock  # noqa: E402
from entremise.structures import facts  # noqa: E402

STRUCTURES, WHOLE = 20_000, 1_000_000
PAGES = 60
TYPING, LISTED = 100, 150
LIST, EXPORT = "/structures/", "/structures/export.csv"
SERVICES = "/structures/data-inclusion/services.json"
TYPED = ("l", "li", "lil", "lill", "lille", "centre", "centre soc", "regie lens", "ccas d", "0123")


def main(size: int) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, database="keys")
    registry = fill_registry(max(100, STRUCTURES * size // WHOLE))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as both databases do by themselves some time after an import
    mission = signed_in(registry.mission)
    print(json.dumps([*_lists(mission), *_exports(mission), *_months()]))


def _lists(mission: Client) -> list[dict[str, Any]]:
    chance = random.Random(1)

    def typing(_: int) -> None:
        query = {"q": chance.choice(TYPED)}
        answer = mission.get(LIST, query, headers={"X-Requested-With": "fetch"})
        assert answer.status_code == 200

    def page(_: int) -> None:
        assert mission.get(LIST).status_code == 200

    def late(_: int) -> None:
        assert mission.get(LIST, {"late": "on", "actor_type": "ccas"}).status_code == 200

    return [
        row(f"registre, {name}, p95", _ninety_five(what), "ms", aim)
        for name, what, aim in (
            ("cherché au fil de la frappe", typing, TYPING),
            ("première page", page, LISTED),
            ("fiches de CCAS à confirmer", late, LISTED),
        )
    ]


def _ninety_five(what: Any) -> float:
    timed(3, what)
    return p95(timed(PAGES, what))


def _exports(mission: Client) -> list[dict[str, Any]]:
    """Whole, and in constant memory: the peak is that of a chunk, not of the file."""
    rows = []
    for name, address in (("structures, CSV", EXPORT), ("services, data·inclusion", SERVICES)):
        tracemalloc.start()
        begun = perf_counter()
        answer: Any = mission.get(address)
        size = sum(len(part) for part in answer.streaming_content)
        took = perf_counter() - begun
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        rows += [
            row(f"export, {name}, {size // 1000} ko", took, "s", None),
            row(f"export, {name}, mémoire", peak / 1_000_000, "Mo", 64),
        ]
    return rows


def _months() -> list[dict[str, Any]]:
    today = clock.today()
    begun = perf_counter()
    stock = facts.structure_rows(today.year, today.month)
    counted = perf_counter()
    places = facts.dispositif_rows(today.year, today.month)
    done = perf_counter()
    return [
        row(f"faits d'un mois, {stock.num_rows} structures", counted - begun, "s", None),
        row(f"faits d'un mois, {places.num_rows} lieux de dispositifs", done - counted, "s", None),
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]))
