"""The measures of the follow-up of conflicts on the databases named by the environment. Prints one
JSON line."""

import json
import sys
from collections.abc import Callable, Iterable
from statistics import median
from typing import Any
from unittest.mock import patch

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from bench.cases_fill import fill  # noqa: E402
from bench.cases_people import COMMON_FIRST_NAME, person  # noqa: E402
from bench.journal_pages import searches  # noqa: E402
from bench.pages import signed_in  # noqa: E402
from bench.timing import p95, row, timed  # noqa: E402
from entremise.cases import queries, story  # noqa: E402
from entremise.cases.enums import Origin, ReferralState  # noqa: E402
from entremise.cases.models import Case, Referral  # noqa: E402
from entremise.cases.policies import readable_cases, visible_referrals  # noqa: E402
from entremise.structures.actor import actor_of  # noqa: E402
from entremise.structures.enums import Role  # noqa: E402
from entremise.structures.models import Membership  # noqa: E402
from entremise.vault.rows import SealedRow  # noqa: E402

PAGES = 40
OPENED = 300
DEEP = 99
AIM = 150
QUEUE = "/situations/"


def main(size: int) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, database="keys")
    fill(size)
    structure = Case.objects.order_by("structure_id").values("structure_id")[:1]
    staff = Membership.objects.filter(structure=structure).select_related("user").order_by("pk")
    director, coordinator, mediator = (
        staff.filter(role=role)[0] for role in (Role.DIRECTOR, Role.COORDINATOR, Role.MEDIATOR)
    )
    rows = [
        *_queues({"médiateur": mediator, "coordination": coordinator, "direction": director}),
        *_opening(coordinator),
        *_search(coordinator),
        *_examining(coordinator),
        *searches(director),
    ]
    print(json.dumps(rows))


def _queues(staff: dict[str, Membership]) -> list[dict[str, Any]]:
    """The first page of each; then one far in the list of what is closed."""
    rows = []
    for name, member in staff.items():
        client = signed_in(member)

        def page(query: dict[str, str], client: Any = client) -> float:
            def ask(_: int) -> None:
                assert client.get(QUEUE, query).status_code == 200

            ask(0)
            return p95(timed(PAGES, ask))

        rows.append(row(f"file de travail, {name}, p95", page({}), "ms", AIM))
        if member.role != Role.MEDIATOR:
            last, number = _deep(member)
            deep = page({"closed": "on", "after": last})
            rows.append(row(f"situations closes, {name}, page {number}, p95", deep, "ms", AIM))
    return rows


def _deep(member: Membership) -> tuple[str, int]:
    """The cursor of the hundredth page of what is closed, or of the last one there is."""
    actor, after, number = actor_of(member), None, 1
    while number <= DEEP:
        found = queries.queue(actor, {"closed": True}, after).after
        if found is None:
            break
        after, number = found, number + 1
    return after or "", number


def _opening(member: Membership) -> list[dict[str, Any]]:
    """Different cases, each opened once; then the same rows read with their words, and without."""
    client = signed_in(member)
    cases = list(readable_cases(actor_of(member)).order_by("id")[: OPENED * 2])
    first, again = cases[:OPENED], cases[OPENED:] or cases
    assert client.get(f"{QUEUE}{cases[-1].pk}/").status_code == 200

    def page(number: int) -> None:
        assert client.get(f"{QUEUE}{first[number].pk}/").status_code == 200

    pages = timed(len(first), page)
    opened, closed = [], []
    for case in again:
        story.opened(case)  # both are then read from memory
        opened += timed(1, lambda _, case=case: story.opened(case))
        with patch.object(story, "words_of", _left_sealed):
            closed += timed(1, lambda _, case=case: story.opened(case))
    ratio = median(opened) / median(closed)
    return [
        row("ouvrir une situation, p95", p95(pages), "ms", AIM),
        row("ouvrir une situation, médiane", median(pages), "ms", None),
        row("lire une situation, paroles ouvertes, médiane", median(opened), "ms", None),
        row("lire une situation, paroles laissées scellées, médiane", median(closed), "ms", None),
        row("lire une situation, ouvertes / scellées", ratio, "×", None),
    ]


def _left_sealed(rows: Iterable[SealedRow]) -> list[tuple[SealedRow, dict[str, str]]]:
    return [(one, dict.fromkeys(one.sealed_fields(), "")) for one in rows]


def _search(member: Membership) -> list[dict[str, Any]]:
    """Somebody by their whole name, each time another; by a telephone; by a common first name."""
    client = signed_in(member)

    def looked_for(words: Callable[[int], str]) -> float:
        def ask(number: int) -> None:
            answer = client.post(f"{QUEUE}chercher/", {"who": words(number)})
            assert answer.status_code == 200

        ask(PAGES)
        return p95(timed(PAGES, ask))

    return [
        row(f"chercher une personne, {name}, p95", looked_for(words), "ms", AIM)
        for name, words in {
            "nom et prénom": lambda number: person(number)["name"],
            "téléphone": lambda number: person(number)["phone"],
            "un prénom courant": lambda _: COMMON_FIRST_NAME,
        }.items()
    ]


def _examining(member: Membership) -> list[dict[str, Any]]:
    """Referrals to examine, with what they may be about already."""
    client = signed_in(member)
    waiting = visible_referrals(actor_of(member)).filter(state=ReferralState.RECEIVED)

    def examine(rows: list[Referral]) -> float:
        def ask(number: int) -> None:
            address = f"/saisines/{rows[number % len(rows)].pk}/"
            assert client.get(address).status_code == 200

        ask(0)
        return p95(timed(PAGES, ask))

    return [
        row(f"examiner une saisine {name}, p95", examine(list(found)), "ms", AIM)
        for name, origin in {
            "d'un habitant": Origin.RESIDENT,
            "d'un bailleur": Origin.LANDLORD,
        }.items()
        if (found := waiting.filter(origin=origin).order_by("id")[:PAGES])
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]))
