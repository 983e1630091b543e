"""The measures of field activity on the database named by the environment. Prints one JSON line."""

import json
import sys
import uuid
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.activities_fill import Filled, fill  # noqa: E402
from bench.pages import signed_in  # noqa: E402
from bench.timing import p95, row, timed  # noqa: E402
from entremise.activities.models import Activity  # noqa: E402

PAGES = 40
BATCHES = 10
BATCH = 200
SINGLES = 200


def main(size: int) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    filled = fill(size)
    rows = [*_list(filled), *_sync(filled)]
    print(json.dumps(rows))


def _list(filled: Filled) -> list[dict[str, Any]]:
    """First page for the director of the largest structure, and its rows by hand-written SQL."""
    client = signed_in(filled.director)

    def page(_: int) -> None:
        assert client.get("/activites/").status_code == 200

    def filtered(_: int) -> None:
        assert client.get("/activites/?register=link").status_code == 200

    structure = filled.director.structure_id
    sql = (
        "SELECT * FROM activities_activity WHERE structure_id = %s AND cancelled_at IS NULL "
        "ORDER BY started_at DESC, id DESC LIMIT 31"
    )

    def raw(_: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, [structure])
            assert len(cursor.fetchall()) == 31

    def deep(_: int) -> None:
        assert client.get("/activites/", {"after": filled.deep_cursor}).status_code == 200

    page(0)
    first, by_hand = p95(timed(PAGES, page)), p95(timed(PAGES, raw))
    return [
        row("liste, première page, p95", first, "ms", 150),
        row("liste, première page, SQL seul, p95", by_hand, "ms", None),
        row("liste, page profonde, p95", p95(timed(PAGES, deep)), "ms", 150),
        row("liste, filtrée sur un registre, p95", p95(timed(PAGES, filtered)), "ms", 150),
    ]


def _sync(filled: Filled) -> list[dict[str, Any]]:
    """Batches of 200 new entries over the API, checks, journal and receipts included."""
    client = Client()
    headers = {"Authorization": f"Bearer {filled.secret}"}
    before = Activity.objects.count()

    def post(entries: list[dict[str, Any]]) -> None:
        body = json.dumps({"entries": entries})
        response = client.post(
            "/api/v1/sync/activities", body, content_type="application/json", headers=headers
        )
        statuses = {receipt["status"] for receipt in response.json()["receipts"]}
        assert statuses == {"created"}, response.content[:500]

    def send(number: int) -> None:
        post([_entry(filled, number * BATCH + n) for n in range(BATCH)])

    def send_one(number: int) -> None:
        post([_entry(filled, (BATCHES + 1) * BATCH + number)])

    send(BATCHES)
    times, alone = timed(BATCHES, send), timed(SINGLES, send_one)
    assert Activity.objects.count() == before + (BATCHES + 1) * BATCH + SINGLES
    median = sorted(times)[len(times) // 2]
    rate, singly = BATCH / (median / 1000), 1000 * SINGLES / sum(alone)
    Activity.objects.filter(pk__in=filled.sent).delete()
    return [
        row("synchronisation, un envoi de 200, médiane", median, "ms", None),
        row("synchronisation, activités acceptées par seconde", rate, "/s", 200, higher=True),
        row("synchronisation, une par une, par seconde", singly, "/s", 60, higher=True),
    ]


def _entry(filled: Filled, number: int) -> dict[str, Any]:
    key = str(uuid.uuid4())
    filled.sent.append(key)
    start: datetime = filled.last_day + timedelta(seconds=number)
    return {
        "id": key,
        "dispositif": filled.dispositif.pk,
        "mediators": filled.pair,
        "started_at": start.isoformat(),
        "duration": 20,
        "register": "presence",
        "topics": ["noise"],
        "place": {"kind": "street", "label": "Place", "lon": 3.06 + number * 1e-6, "lat": 50.62},
        "people": 4,
        "publics": {"sex": {"female": 2, "male": 2}, "age": {"18_25": 3}},
        "outcome": "calmed",
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
