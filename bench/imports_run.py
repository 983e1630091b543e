"""The measures of imports on the database named by the environment. Prints one JSON line."""

import json
import random
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from bench.imports_posts import table_of_posts  # noqa: E402
from bench.timing import row  # noqa: E402
from entremise.accounts.models import User  # noqa: E402
from entremise.core.importing import importers  # noqa: E402
from entremise.core.streaming import csv_lines  # noqa: E402
from entremise.imports import actions  # noqa: E402
from entremise.imports.enums import TableKind  # noqa: E402
from entremise.imports.models import Import  # noqa: E402
from entremise.imports.sheets import TableFile  # noqa: E402
from entremise.imports.work.analysing import analyse_rows  # noqa: E402
from entremise.imports.work.undoing import take_back_rows  # noqa: E402
from entremise.imports.work.writing import write_rows  # noqa: E402
from entremise.positions.importing.exports import HEADER, post_rows  # noqa: E402
from entremise.structures.actor import Actor, actor_of  # noqa: E402
from entremise.structures.enums import ActorType, Role  # noqa: E402
from entremise.structures.models import Membership, Structure  # noqa: E402
from entremise.territories.models import Commune, Region  # noqa: E402

COMMUNES = 1500
TITLES = ("nom", "nom court", "type d'acteur", "code de la commune")
KINDS = ("association", "commune", "CCAS", "bailleur social")
AIM = 60  # seconds, from the file to the last row written


def main(size: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, database="keys")
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = Path(folder)
        print(json.dumps(_measures(size, _mission())))


def _mission() -> Actor:
    """The communes and the one who brings the table in, made once."""
    communes = [
        Commune(code=f"59{n:03}" if n < 1000 else f"62{n - 1000:03}", name=f"Commune {n}",
                search_name=f"commune{n}")
        for n in range(COMMUNES)
    ]  # fmt: skip
    Commune.objects.bulk_create(communes, ignore_conflicts=True)
    region, _ = Region.objects.get_or_create(code="32", defaults={"name": "Hauts-de-France"})
    own, _ = Structure.objects.get_or_create(name="Mission", defaults={"actor_type": ActorType.GIP})
    user, _ = User.objects.get_or_create(email="mission@example.org", defaults={"name": "Mission"})
    member, _ = Membership.objects.get_or_create(
        user=user, structure=own, role=Role.REGIONAL,
        defaults={"region": region, "starts_on": date(2020, 1, 1)},
    )  # fmt: skip
    return actor_of(member)


def _measures(size: int, by: Actor) -> list[dict[str, object]]:
    return [
        *_measured("structures", _table(size), size, by),
        *_measured("positions", table_of_posts(size, by), size, by, between=_come_back),
    ]


def _measured(
    kind: str, file: TableFile, size: int, by: Actor, between: Callable[..., Any] | None = None
) -> list[dict[str, object]]:
    """A table received, read, written, and taken back."""
    what = importers()[kind].label.lower()
    begun = perf_counter()
    imported = actions.receive_table(file=file, importer=importers()[kind], by=by)
    received = perf_counter()
    actions.link_columns(imported=imported, mapping=imported.mapping, by=by)
    _work(imported, analyse_rows)
    analysed = perf_counter()
    actions.confirm_import(imported=imported, by=by)
    _work(imported, write_rows)
    written = perf_counter()
    assert imported.state == "done", (imported.state, imported.trouble, imported.counts)
    more = between(size, by) if between else []
    undoing = perf_counter()
    actions.undo_import(imported=imported, by=by)
    _work(imported, take_back_rows)
    undone = perf_counter()
    assert imported.counts["undone"] >= size * 0.9, imported.counts
    return [
        row(f"{what} : fichier reçu", received - begun, "s", None),
        row(f"{what} : lignes analysées", analysed - received, "s", None),
        row(f"{what} : lignes relues et écrites", written - analysed, "s", None),
        row(f"{what} : du fichier à la dernière ligne écrite", written - begun, "s", AIM),
        *more,
        row(f"{what} : lignes défaites", undone - undoing, "s", None),
    ]


def _come_back(size: int, by: Actor) -> list[dict[str, object]]:
    """The export of posts, which comes back unchanged."""
    begun = perf_counter()
    lines = csv_lines(HEADER, post_rows(by, {}))
    exported = TableFile("".join(lines).encode(), TableKind.CSV, "postes.csv")
    left = perf_counter()
    again = actions.receive_table(file=exported, importer=importers()["positions"], by=by)
    actions.link_columns(imported=again, mapping=again.mapping, by=by)
    _work(again, analyse_rows)
    read = perf_counter()
    assert again.counts == {"unchanged": size}, again.counts
    actions.abandon_import(imported=again, by=by)
    return [
        row("postes : tous exportés", left - begun, "s", None),
        row("postes : leur export reçu et relu, rien n'a changé", read - left, "s", None),
    ]


def _work(imported: Import, work: object) -> None:
    imported.refresh_from_db()
    assert imported.asked_at is not None
    work(imported_id=str(imported.pk), stamp=imported.asked_at.isoformat())  # type: ignore[operator]
    imported.refresh_from_db()


def _table(size: int) -> TableFile:
    """Names that do not resemble each other, spread over the communes."""
    chance = random.Random(size)
    rows = (
        (f"{uuid4().hex[:16]} {chance.choice(KINDS)}", "", chance.choice(KINDS),
         f"59{n % 1000:03}" if n % 3 else f"62{n % 500:03}")
        for n in range(size)
    )  # fmt: skip
    content = "".join(csv_lines(TITLES, rows)).encode()
    return TableFile(content, TableKind.CSV, "structures.csv")


if __name__ == "__main__":
    main(int(sys.argv[1]))
