"""A first visit of the public site on a slow telephone, then a search. Prints one JSON line."""

import json
import os
import statistics
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright  # noqa: E402

from entremise.core import clock  # noqa: E402
from entremise.portal.demo.load import load  # noqa: E402
from entremise.portal.demo.pack import read  # noqa: E402
from entremise.portal.serving import Servers, free_port  # noqa: E402

SLOWED = 4
VISITS = 7
# A 4G of bad days: 9 Mbit/s down, 1.5 up, 170 ms there and back (« 4G » of WebPageTest).
NETWORK = {"latency": 170, "downloadThroughput": 9e6 / 8, "uploadThroughput": 1.5e6 / 8}
PHONE: Any = {"width": 390, "height": 844}
HERE: Any = {"longitude": 3.0601, "latitude": 50.6318}
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, database="keys")
    call_command("load_territories", verbosity=0)
    # The registry of the demonstration, without what teams did.
    load(read(), today=clock.today(), password="")
    call_command("collectstatic", verbosity=0, interactive=False)
    connection.close()
    servers = Servers(free_port())
    servers.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ["ENTREMISE_CHROMIUM"], args=["--no-sandbox"]
            )
            rows = _visits(browser, servers.address)
            browser.close()
    finally:
        servers.stop()
    print(json.dumps(rows))


def _visits(browser: Browser, address: str) -> list[dict[str, Any]]:
    homes = [_visit(browser, address, _home) for _ in range(VISITS)]
    found = [_visit(browser, address, _near) for _ in range(VISITS)]
    slow = f"processeur {SLOWED} fois plus lent"
    return [
        _row("accueil, première visite, ce qui passe", _median(homes, 1) / 1000, "kB", 150),
        _row(f"accueil, première visite, affiché, {slow}", _median(homes, 0), "ms", 1500),
        _row(f"autour de moi, de la touche à la liste, {slow}", _median(found, 0), "ms", 1500),
    ]


def _median(found: list[tuple[float, float]], place: int) -> float:
    return statistics.median(one[place] for one in found)


def _visit(browser: Browser, address: str, what: Callable[[Page], float]) -> tuple[float, float]:
    """What it measures, and the bytes that came, of a browser that knows nothing yet."""
    context = browser.new_context(
        base_url=address, viewport=PHONE, locale="fr-FR", geolocation=HERE,
        permissions=["geolocation"], bypass_csp=True,
    )  # fmt: skip
    page = context.new_page()
    control: CDPSession = context.new_cdp_session(page)
    came = 0.0

    def count(event: dict[str, Any]) -> None:
        nonlocal came
        came += event["encodedDataLength"]

    control.on("Network.loadingFinished", count)
    control.send("Network.enable")
    control.send("Network.emulateNetworkConditions", {"offline": False, **NETWORK})
    control.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto("/", wait_until="networkidle")
    measured = what(page)
    context.close()
    return measured, came


def _home(page: Page) -> float:
    painted: float = page.evaluate(PAINTED)
    return painted


def _near(page: Page) -> float:
    page.evaluate(
        """() => {
          const list = document.querySelector('.ent-nearby ol');
          new MutationObserver(() => { window.listed ??= performance.now(); })
            .observe(list, { childList: true });
          window.asked = performance.now();
          document.querySelector('.ent-nearby button').click();
        }"""
    )
    page.locator(".ent-nearby li").first.wait_for()
    took: float = page.evaluate("window.listed - window.asked")
    return took


def _row(name: str, value: float, unit: str, aim: float) -> dict[str, Any]:
    return {
        "name": name, "value": round(value, 1), "unit": unit, "aim": aim, "ok": value <= aim,
        "database": "chromium", "size": VISITS,
    }  # fmt: skip


if __name__ == "__main__":
    main()
