"""The measures of the journal on the database named by the environment. Prints one JSON line."""

import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from bench.timing import p95, row, timed  # noqa: E402
from entremise.accounts.models import User  # noqa: E402
from entremise.core import clock  # noqa: E402
from entremise.journal.actions import record, record_many  # noqa: E402
from entremise.journal.models import JournalLine  # noqa: E402
from entremise.journal.verification import verify  # noqa: E402
from entremise.structures.enums import ActorType, Role  # noqa: E402
from entremise.structures.middleware import SESSION_KEY  # noqa: E402
from entremise.structures.models import Membership, Structure  # noqa: E402

PAGES = 40
WRITES = 100
CHUNK = 20_000
PEOPLE = 40
SEED = 20_130_612
# One line in so many: what one looks for is rarely what was just written.
RARE = 20_000
YEARS = 3


def main(size: int) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    if JournalLine.objects.count() < size:
        with transaction.atomic():
            _fill(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    director = Membership.objects.filter(role=Role.DIRECTOR).earliest("pk")
    print(json.dumps([*_pages(director), *_writes(director), _verification(size)]))


def _fill(size: int) -> None:
    """Half of the lines in one structure, of forty people, the rest in ten others."""
    structures = [
        Structure.objects.create(name=f"Structure {n:02}", actor_type=ActorType.ASSOCIATION)
        for n in range(11)
    ]
    people = [
        User.objects.create(email=f"p{n}@example.org", name=f"Personne {n:03}")
        for n in range(PEOPLE)
    ]
    for number, user in enumerate(people):
        Membership.objects.create(
            user=user,
            structure=structures[0],
            role=Role.MEDIATOR if number else Role.DIRECTOR,
            starts_on=clock.today() - timedelta(days=365 * YEARS),
        )
    lines = _lines(size, structures, people)
    while chunk := [line for _, line in zip(range(CHUNK), lines, strict=False)]:
        record_many(chunk)


def _lines(size: int, structures: list[Structure], people: list[User]) -> Iterator[JournalLine]:
    chance = random.Random(SEED)
    begun = clock.now() - timedelta(days=365 * YEARS)
    for number in range(size):
        rare = number % RARE == 0
        at_home = rare or chance.random() < 0.5
        yield JournalLine(
            at=begun + timedelta(days=365 * YEARS * number / size),
            user=people[-1] if rare else chance.choice(people[:-1]),
            structure_id=(structures[0] if at_home else chance.choice(structures[1:])).pk,
            verb="member.added" if rare else "activity.logged",
            subject_type="activities.activity",
            subject_id=str(number),
            changes={"people": [1, 2]} if number % 3 == 0 else {},
        )


def _pages(director: Membership) -> list[dict[str, object]]:
    client = Client()
    client.force_login(director.user)
    session = client.session
    session[SESSION_KEY] = director.pk
    session.save()
    rare = User.objects.filter(name=f"Personne {PEOPLE - 1:03}").values_list("pk", flat=True)[0]
    old = clock.today() - timedelta(days=365 * (YEARS - 1))
    asked = {
        "dernières lignes": {},
        "une action rare": {"verb": "member.added"},
        "une personne qui écrit rarement": {"person": rare},
        "une action rare d'un jour d'il y a deux ans": {"verb": "member.added", **_day(old)},
        "un jour d'il y a deux ans": _day(old),
    }

    def page(query: dict[str, object]) -> float:
        def ask(_: int) -> None:
            assert client.get("/journal/", query).status_code == 200

        ask(0)
        return p95(timed(PAGES, ask))

    return [row(f"recherche, {name}, p95", page(query), "ms", 300) for name, query in asked.items()]


def _day(day: date) -> dict[str, object]:
    return {"start": day.isoformat(), "end": day.isoformat()}


def _writes(director: Membership) -> list[dict[str, object]]:
    """A line in a transaction of its own: head held, line sealed, head moved."""

    def write(_: int) -> None:
        with transaction.atomic():
            record(by=_Author(director), verb="essai", subject=director)

    return [row("écriture d'une ligne scellée, p95", p95(timed(WRITES, write)), "ms", None)]


class _Author:
    is_authenticated = True

    def __init__(self, membership: Membership):
        self.user_id, self.structure_id = membership.user_id, membership.structure_id


def _verification(size: int) -> dict[str, object]:
    with TemporaryDirectory() as folder:
        settings.JOURNAL_MARKS = Path(folder) / "marks.jsonl"
        (spent,) = timed(1, lambda _: _sound())
    return row("vérification de tout le journal", spent / 1000, "s", None)


def _sound() -> None:
    assert verify().faults == []


if __name__ == "__main__":
    main(int(sys.argv[1]))
