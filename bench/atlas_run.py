"""The measures of the map and of the coverage on the database named by the environment. Prints one
JSON line."""

import gzip
import json
import os
import random
import subprocess
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from bench.pages import signed_in  # noqa: E402
from bench.registry_fill import fill_registry  # noqa: E402
from bench.timing import p95, row, timed  # noqa: E402
from config.env import ROOT  # noqa: E402
from entremise.atlas import facts, outlines  # noqa: E402
from entremise.core import clock  # noqa: E402
from entremise.portal.serving import Servers, free_port  # noqa: E402
from entremise.structures.models import Dispositif  # noqa: E402

PAGES = 40
VISITS = 7
SLOWED = 4
# A 4G of bad days: 9 Mbit/s down, 1.5 up, 170 ms there and back (« 4G » of WebPageTest).
NETWORK = {"latency": 170, "downloadThroughput": 9e6 / 8, "uploadThroughput": 1.5e6 / 8}
PHONE: Any = {"width": 390, "height": 844}
HOURS = ("", "Mo-Fr 09:00-17:00", "Mo-Fr 16:00-22:00", "Tu-Sa 18:00-01:00", "Mo,We 14:00-18:00")

# When the map is drawn and its list is there.
DRAWN = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
MAP_SHOWN = """() => new Promise((told) => {
  const found = document.querySelector('.ent-map-ground path');
  requestAnimationFrame(() => setTimeout(() => told(found ? performance.now() : -1)));
})"""

PUBLIC, REGION = "/carte/publique/", "/carte/publique/?region=32"


def main(size: int) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, database="keys")
    registry = fill_registry(max(size // 50, 100))
    _say_hours()
    mission = signed_in(registry.mission)
    rows = [*_layers(), *_map(mission), *_coverage(mission), *_facts()]
    if connection.vendor == "sqlite":
        rows += [*_weight(), *_telephone()]
    print(json.dumps(rows))


def _say_hours() -> None:
    """Four services in five say when they work."""
    if Dispositif.objects.exclude(opening_hours="").exists():
        return
    chance = random.Random(4)
    services = list(Dispositif.objects.all())
    for service in services:
        service.opening_hours = chance.choice(HOURS)
    Dispositif.objects.bulk_update(services, ["opening_hours"], batch_size=500)


def _layers() -> list[dict[str, Any]]:
    """Outlines the first time a process draws them, and then."""
    state, kind = outlines.version(), outlines.Kind
    found = []
    kinds = {"communes": kind.COMMUNE, "intercommunalités": kind.EPCI, "QPV": kind.QPV}
    for name, which in kinds.items():
        outlines.layer.cache_clear()
        (cold,) = timed(1, lambda _, which=which: outlines.layer(which, "32", 32, state))
        (warm,) = timed(1, lambda _, which=which: outlines.layer(which, "32", 32, state))
        found.append(row(f"contours d'une région, {name}, à froid", cold, "ms", 2000))
        found.append(row(f"contours d'une région, {name}, ensuite", warm, "ms", 5))
    return found


def _map(mission: Client) -> list[dict[str, Any]]:
    chance = random.Random(1)

    def somewhere() -> dict[str, str]:
        return {"view": f"{chance.uniform(49.2, 50.8):.4f},{chance.uniform(1.8, 3.8):.4f},30"}

    found = []
    for name, query in {
        "la région": dict,
        "la région par communes": lambda: {"unit": "commune"},
        "un geste quelque part": somewhere,
        "un domaine du Nord": lambda: {"domain": "rights", "departement": "59"},
        "les emplois": lambda: {"measure": "jobs"},
    }.items():
        found.append(row(f"carte, {name}, p95", _pages(mission, "/carte/", query), "ms", 500))
    return found


def _coverage(mission: Client) -> list[dict[str, Any]]:
    return [
        row(f"couverture, {name}, p95", _pages(mission, url, lambda q=query: q), "ms", aim)
        for name, url, query, aim in (
            ("la région", "/couverture/", {}, 1000),
            ("le Nord", "/couverture/", {"departement": "59"}, 1000),
            ("une intercommunalité", "/couverture/", {"epci": "200093201"}, 500),
            ("une commune", "/couverture/communes/59350/", {}, 500),
            ("chevauchements d'une intercommunalité", "/couverture/chevauchements/",
             {"epci": "200093201"}, 1500),
        )
    ]  # fmt: skip


def _pages(client: Client, url: str, query: Any) -> float:
    """The p95 of so many visits."""

    def visit(_: int) -> None:
        response = client.get(url, query())
        assert response.status_code == 200, response.status_code

    timed(2, visit)
    return p95(timed(PAGES, visit))


def _facts() -> list[dict[str, Any]]:
    today = clock.today()
    (took,) = timed(1, lambda _: facts.month_rows(today.year, today.month))
    return [row("faits de la couverture, un mois", took / 1000, "s", 10)]


def _weight() -> list[dict[str, Any]]:
    """The page with its map, its points and its list, compressed as it is sent: the data."""
    found = []
    pages = {"France": PUBLIC, "une région": REGION, "ses communes": f"{REGION}&unit=commune"}
    for name, url in pages.items():
        sent = len(gzip.compress(Client().get(url).content, 6)) / 1000
        found.append(row(f"carte publique, {name}, données envoyées", sent, "kB", 300))
    return found


def _telephone() -> list[dict[str, Any]]:
    """First visits of a telephone: nothing kept, processor and network slowed."""
    # Files compressed once for all, under names that browsers keep.
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.as_in_production"
    gather = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(gather, env=os.environ, cwd=ROOT, check=True)  # noqa: S603
    servers = Servers(free_port())
    servers.start()
    found = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ["ENTREMISE_CHROMIUM"], args=["--no-sandbox"]
            )
            for name, url in (("France", PUBLIC), ("une région", REGION)):
                visits = [_visit(browser, f"{servers.address}{url}") for _ in range(VISITS)]
                drawn, sent = (sorted(one[n] for one in visits[1:]) for n in (0, 1))
                middle = len(drawn) // 2
                about = f"carte publique sur un téléphone lent, {name}"
                found.append(row(f"{about}, carte dessinée", drawn[middle], "ms", 1500))
                found.append(row(f"{about}, tout ce qui est reçu", sent[middle], "kB", None))
            browser.close()
    finally:
        servers.stop()
    return found


def _visit(browser: Any, url: str) -> tuple[float, float]:
    """Milliseconds until the map is painted, kilobytes received."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    page: Page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, **NETWORK})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    received: list[float] = []
    session.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    page.goto(url, wait_until="commit")
    page.wait_for_selector(".ent-places")
    page.wait_for_function(DRAWN)
    drawn = float(page.evaluate(DRAWN))
    assert page.evaluate(MAP_SHOWN) > 0
    page.wait_for_load_state("networkidle")
    context.close()
    return drawn, sum(received) / 1000


if __name__ == "__main__":
    main(int(sys.argv[1]))
