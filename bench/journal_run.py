"""The measures of the journal on the database named by the environment. Prints one JSON line."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench.journal_fill import YEARS, fill_journal  # noqa: E402
from bench.journal_pages import searches  # noqa: E402
from bench.timing import p95, row, timed  # noqa: E402
from entremise.accounts.models import User  # noqa: E402
from entremise.core import clock  # noqa: E402
from entremise.journal.actions import record  # noqa: E402
from entremise.journal.models import JournalLine  # noqa: E402
from entremise.journal.verification import verify  # noqa: E402
from entremise.structures.enums import ActorType, Role  # noqa: E402
from entremise.structures.models import Membership, Structure  # noqa: E402

WRITES = 100
PEOPLE = 40


def main(size: int) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    if JournalLine.objects.count() < size:
        with transaction.atomic():
            _fill(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    director = Membership.objects.filter(role=Role.DIRECTOR).earliest("pk")
    print(json.dumps([*searches(director), *_writes(director), _verification(size)]))


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
    fill_journal(size, structures, people)


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
