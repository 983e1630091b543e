"""The measures of the carnet in Chromium. Prints one JSON line."""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.staticfiles import finders  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright  # noqa: E402

from entremise.accounts.models import User  # noqa: E402
from entremise.activities.models import Activity  # noqa: E402
from entremise.carnet.files import edition  # noqa: E402
from entremise.core import clock  # noqa: E402
from entremise.portal.serving import Servers, free_port  # noqa: E402
from entremise.structures.enums import ActorType, Domain, OperatorType, Portage, Role  # noqa: E402
from entremise.structures.models import Dispositif, Membership, Structure  # noqa: E402
from entremise.territories.models import Commune  # noqa: E402

SLOWED = 4
STARTS = 9
SAVED = 20
QUEUED = 1000
# The « 3G » of WebPageTest: 1.6 Mbit/s down, 768 kbit/s up, 300 ms there and back.
NETWORK = {"latency": 300, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 768_000 / 8}
PHONE: Any = {"width": 390, "height": 844}

# When the first screen is drawn, and how long a saved entry takes to be said so.
WATCH = """
new MutationObserver(() => {
  if (!window.drawnAt && document.querySelector('.tabs')) window.drawnAt = performance.now();
  if (window.sentAt && !window.savedIn && document.querySelector('.toast'))
    window.savedIn = performance.now() - window.sentAt;
}).observe(document, {childList: true, subtree: true});
document.addEventListener('submit', () => {
  window.sentAt = performance.now();
  window.savedIn = 0;
}, {capture: true});
"""

# A thousand entries written with the modules of the page itself, as by a week without network.
QUEUE = """async (count) => {
  const config = JSON.parse(document.getElementById('carnet-config').textContent);
  const { createSession } = await import('/static/carnet/session.js');
  const dayOf = ({ started_at }) => started_at.slice(0, 10);
  const session = await createSession(config, { dayOf, told: () => {} });
  await session.start();
  const { entries, reference } = session.book;
  const { dispositifs, mediators } = await reference.read('service');
  const start = Date.now() - 6 * 86400000;
  for (let n = 0; n < count; n += 1) {
    await entries.save({
      dispositif: dispositifs[0].id,
      mediators: mediators.slice(0, 2).map(({ id }) => id),
      started_at: new Date(start + n * 480000).toISOString(),
      duration: 15,
      register: n % 5 ? 'presence' : 'conflict',
      temporality: n % 5 ? '' : 'real_time',
      place: { kind: 'street', label: `Résidence ${n % 40}`, commune: '59350' },
      people: 1 + (n % 4),
      publics: { sex: { female: 1 } },
      outcome: 'informed',
      topics: ['noise'],
    });
  }
}"""


def main() -> None:
    call_command("migrate", verbosity=0)
    member = _fill()
    rows = [_weight()]
    with _server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["ENTREMISE_CHROMIUM"], args=["--no-sandbox"]
        )
        rows += _telephone(browser, address, member)
        browser.close()
    print(json.dumps(rows))


def _fill() -> Membership:
    """A structure with one dispositif in Lille and a pair of mediators."""
    commune = Commune.objects.create(
        code="59350", name="Lille", search_name="lille", lon=3.0586, lat=50.6365
    )
    structure = Structure.objects.create(
        name="Structure", actor_type=ActorType.ASSOCIATION, operator_type=OperatorType.ASSOCIATION
    )
    opened = clock.today() - timedelta(days=400)
    dispositif = Dispositif.objects.create(
        structure=structure, name="Service", domains=[Domain.PUBLIC_SPACE],
        portage=Portage.ASSOCIATION, opened_on=opened,
    )  # fmt: skip
    dispositif.communes.add(commune)
    members = []
    for number in (1, 2):
        user = User.objects.create(email=f"m{number}@example.org", name=f"Médiateur {number:03}")
        member = Membership.objects.create(
            user=user, structure=structure, role=Role.MEDIATOR, starts_on=opened
        )
        member.dispositifs.add(dispositif)
        members.append(member)
    return members[0]


@contextmanager
def _server() -> Iterator[str]:
    servers = Servers(free_port())
    servers.start()
    try:
        yield servers.address
    finally:
        servers.stop()


def _weight() -> dict[str, Any]:
    """What a first visit loads, as production sends it: each file compressed once for all."""
    files = [
        finders.find(address.removeprefix(settings.STATIC_URL)) for address in edition().addresses
    ]
    sizes = [_sent(Path(str(path)).read_bytes(), Path(str(path)).suffix) for path in files]
    shell = [Client().get(address).content for address in ("/carnet/", "/carnet/sw.js")]
    total = sum(sizes) + sum(len(gzip.compress(page)) for page in shell)
    return _row("première visite, sans les données de référence", total / 1000, "kB", 150)


def _sent(content: bytes, suffix: str) -> int:
    return len(content) if suffix in {".woff2", ".png"} else len(gzip.compress(content))


def _telephone(browser: Browser, address: str, member: Membership) -> list[dict[str, Any]]:
    context = browser.new_context(
        base_url=address, viewport=PHONE, locale="fr-FR", reduced_motion="reduce", bypass_csp=True
    )
    context.add_init_script(WATCH)
    context.add_cookies([_session(member, address)])
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto("/carnet/")
    page.get_by_role("button", name="Utiliser ce téléphone").click()
    page.get_by_text("tout est envoyé").wait_for()
    page.evaluate("navigator.serviceWorker.ready")
    control = context.new_cdp_session(page)
    context.set_offline(True)
    control.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    starts, saved = _starts(page), _saved(page)
    control.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return [
        _row(f"ouverture hors réseau, processeur {SLOWED} fois plus lent, p95", starts, "ms", 1000),
        _row(f"saisie gardée, processeur {SLOWED} fois plus lent, p95", saved, "ms", 100),
        _row("1 000 saisies envoyées en 3G", _sync(context, page, control), "s", 8),
    ]


def _session(member: Membership, address: str) -> Any:
    client = Client()
    client.force_login(member.user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}


def _p95(times: list[float]) -> float:
    return sorted(times)[round(len(times) * 0.95) - 1]


def _starts(page: Page) -> float:
    times = []
    for _ in range(STARTS):
        page.reload()
        page.wait_for_function("window.drawnAt")
        times.append(page.evaluate("window.drawnAt"))
    return _p95(times)


def _saved(page: Page) -> float:
    times = []
    for _ in range(SAVED):
        page.goto("/carnet/#/consigner")
        page.get_by_role("radio", name="Veille", exact=True).check()
        page.get_by_role("button", name="Consigner", exact=True).click()
        page.wait_for_function("window.savedIn > 0")
        times.append(page.evaluate("window.savedIn"))
        page.reload()
    return _p95(times)


def _sync(context: BrowserContext, page: Page, control: CDPSession) -> float:
    """From the return of the network to the last receipt, in seconds."""
    page.evaluate(QUEUE, QUEUED)
    before = Activity.objects.count()
    page.reload()
    control.send("Network.enable")
    context.set_offline(False)
    control.send("Network.emulateNetworkConditions", {"offline": False, **NETWORK})
    begun = page.evaluate("performance.now()")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("tout est envoyé").wait_for(timeout=120_000)
    ended = page.evaluate("performance.now()")
    if Activity.objects.count() < before + QUEUED:
        raise RuntimeError("des saisies manquent au serveur")
    return (ended - begun) / 1000


def _row(name: str, value: float, unit: str, aim: float) -> dict[str, Any]:
    return {
        "name": name, "value": round(value, 1), "unit": unit, "aim": aim, "ok": value <= aim,
        "database": "chromium", "size": QUEUED,
    }  # fmt: skip


if __name__ == "__main__":
    main()
