"""The measures of the public site on the database of the environment. Prints one JSON line."""

import json
import random
import sys
from gzip import compress
from time import perf_counter
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench.positions_fill import fill  # noqa: E402
from bench.timing import p95, row, timed  # noqa: E402
from entremise.portal.public import pace  # noqa: E402
from entremise.portal.public.datasets import datasets  # noqa: E402
from entremise.structures.enums import Domain  # noqa: E402
from entremise.territories.models import Commune  # noqa: E402

SEARCHES = 100
AIM = 100
FIND = "/trouver/"


def main(size: int) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    pace.MOST = 1_000_000
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, database="keys")
    fill(size)
    print(json.dumps([*_searches(), *_figures(), *_files()]))


def _searches() -> list[dict[str, Any]]:
    client, chance = Client(), random.Random(1)
    communes = list(
        Commune.objects.current().filter(region="32", population__gt=500).order_by("pk")
    )

    def timed_pages(query: Any, times: int = SEARCHES) -> float:
        def ask(_number: int) -> None:
            response = client.get(FIND, query(chance.choice(communes)), follow=True)
            assert response.status_code == 200, response

        ask(0)
        return p95(timed(times, ask))

    kinds = {
        "une commune": lambda town: {"commune": town.pk},
        "une commune et un domaine": lambda town: {
            "commune": town.pk, "domain": chance.choice(Domain.values),
        },
        "une adresse": lambda town: {"q": f"12 rue de la Paix, {town.name}"},
        "Lille, la plus fournie": lambda town: {"commune": "59350"},
    }  # fmt: skip
    return [
        row(f"chercher : {name}, p95", timed_pages(query), "ms", AIM)
        for name, query in kinds.items()
    ] + [
        row("chercher : tout un département", timed_pages(lambda town: {"departement": "59"},
            20), "ms", None),
        row("chercher : un nom", timed_pages(lambda town: {"q": "proximité"}, 20), "ms", None),
    ]  # fmt: skip


def _figures() -> list[dict[str, Any]]:
    def cold(_number: int) -> None:
        cache.clear()
        client.get("/chiffres-cles/")

    client = Client()
    cold(0)
    found = [row("chiffres clés, recomptés, p95", p95(timed(20, cold)), "ms", None)]
    warm = timed(SEARCHES, lambda _number: client.get("/chiffres-cles/"))
    return [*found, row("chiffres clés, gardés, p95", p95(warm), "ms", AIM)]


def _files() -> list[dict[str, Any]]:
    """How long before the first line leaves, how long in all, and how much it weighs."""
    found = []
    addresses = [
        (f"{one.name}.{kind}", reverse(f"public_{kind}", args=[one.name]))
        for one in datasets()
        for kind in one.formats
    ]
    for name, address in [*addresses, ("liste des appareils", reverse("public_services"))]:
        begun = perf_counter()
        response = Client().get(address)
        parts = iter(response.streaming_content if response.streaming else [response.content])
        head = next(parts) + next(parts, b"")
        first = (perf_counter() - begun) * 1000
        body = head + b"".join(parts)
        whole = perf_counter() - begun
        found += [
            row(f"{name}, première ligne", first, "ms", 1000),
            row(f"{name}, entier", whole, "s", None),
            row(f"{name}, compressé", len(compress(body)) / 1000, "kB", None),
        ]
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]))
