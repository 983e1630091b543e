"""Reads of referrals and cases for screens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from entremise.core import clock
from entremise.core.paging import KeysetPage, keyset
from entremise.structures.actor import VISITOR, Actor
from entremise.structures.models import Dispositif, Membership
from entremise.structures.policies import managed_dispositifs, published_dispositifs
from entremise.structures.reach import communes_served, serving
from entremise.territories.models import Commune
from entremise.vault.keys import open_keys
from entremise.vault.rows import SealedRow, words_of

from . import traces
from .doors import open_doors
from .models import (
    Access,
    Case,
    Reception,
    Referral,
)
from .policies import (
    listed_cases,
    readable_cases,
    sent_referrals,
    visible_accesses,
    visible_referrals,
)

PAGE_SIZE = 30
COMMUNES_OFFERED = 24


def team() -> Prefetch[Any]:
    """Who is in charge of each case of a list."""
    return Prefetch("mediators", Membership.objects.select_related("user").order_by("pk"))


# --- the queue


def queue(actor: Actor, filters: Mapping[str, Any], after: str | None) -> KeysetPage[Case]:
    """The open cases one knows of, what is due first; or the closed ones, the latest opened first.
    No sealed word is read."""
    rows = _filtered(actor, filters).select_related("commune", "qpv", "dispositif")
    rows = rows.prefetch_related(team())
    if filters.get("closed"):
        rows = rows.filter(closed_at__isnull=False)
        return keyset(rows, by=("opened_at", "id"), after=after, size=PAGE_SIZE)
    rows = rows.filter(closed_at__isnull=True)
    if filters.get("late"):
        rows = rows.filter(next_at__lt=clock.now())
    return keyset(rows, by=("next_at", "id"), after=after, size=PAGE_SIZE, descending=False)


def _filtered(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Case]:
    rows = listed_cases(actor).filter(erased_at__isnull=True)
    if filters.get("mine"):
        rows = rows.filter(pk__in=_in_charge(actor))
    for name in ("dispositif", "stage", "topic"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    return rows


def _in_charge(actor: Actor) -> QuerySet[Any]:
    return Case.mediators.through.objects.filter(membership_id=actor.member).values("case_id")


def readable_among(actor: Actor, cases: Sequence[Case]) -> set[UUID]:
    """Which of these cases one may open."""
    return set(
        readable_cases(actor).filter(pk__in=[c.pk for c in cases]).values_list("pk", flat=True)
    )


def found_by_person(actor: Actor, typed: str) -> list[Case]:
    """The cases one may read with a party called so, reached so or living there."""
    ids = traces.cases_about(actor.structure, typed)[: PAGE_SIZE * 2]
    rows = readable_cases(actor).filter(pk__in=ids)
    rows = rows.select_related("commune", "qpv", "dispositif").prefetch_related(team())
    found = {case.pk: case for case in rows}
    return [found[one] for one in ids if one in found][:PAGE_SIZE]


def by_number(actor: Actor, typed: str) -> Case | None:
    """The case of that number, if one may read it."""
    return readable_cases(actor).filter(number=typed.strip()).first()


@dataclass(frozen=True)
class Tasks:
    """What awaits somebody: late steps, steps of the week, cases nothing is planned for."""

    late: int
    week: int
    unplanned: int


def tasks_of(actor: Actor, *, mine: bool) -> Tasks:
    """Counts over the open cases of one's queue (three queries)."""
    rows = _filtered(actor, {"mine": mine}).filter(closed_at__isnull=True)
    now = clock.now()
    return Tasks(
        late=rows.filter(next_at__lt=now).exclude(next_step="").count(),
        week=rows.filter(next_at__gte=now, next_at__lt=now + timedelta(days=7)).count(),
        unplanned=rows.filter(next_step="").count(),
    )


# --- referrals


def referral_page(
    actor: Actor, filters: Mapping[str, Any], after: str | None
) -> KeysetPage[Referral]:
    """The referrals one examines or has noted, the latest first; no sealed word is read."""
    rows = visible_referrals(actor).select_related("commune", "dispositif", "organisation", "case")
    for name in ("state", "dispositif"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    return keyset(rows, by=("received_at", "id"), after=after, size=PAGE_SIZE)


def sent_page(actor: Actor, after: str | None) -> KeysetPage[Referral]:
    """What one's organisation has sent."""
    rows = sent_referrals(actor).select_related("dispositif__structure", "commune")
    return keyset(rows, by=("received_at", "id"), after=after, size=PAGE_SIZE)


def words(row: SealedRow) -> dict[str, str]:
    """The words of one row; empty ones when its key was destroyed."""
    return row.words(open_keys([row.key_id]).get(row.key_id))


def one(rows: QuerySet[Case], pk: str) -> Case | None:
    """The row of that identifier, if it is one and one of these."""
    try:
        return rows.filter(pk=pk).first()
    except ValidationError:
        return None


def receptions(actor: Actor) -> list[tuple[Dispositif, Reception | None]]:
    """How each dispositif one runs receives requests."""
    rows = managed_dispositifs(actor).select_related("reception").order_by("name")
    return [(one, getattr(one, "reception", None)) for one in rows]


def commune_asked(code: str) -> Commune:
    """The commune of that code. Raises Http404."""
    return get_object_or_404(Commune, code=code)


def open_receptions(commune: Commune) -> list[Reception]:
    """The dispositifs that serve a commune and that anybody there may write to."""
    there = serving(published_dispositifs(VISITOR), commune)
    rows = open_doors().filter(dispositif__in=there)
    return list(rows.select_related("dispositif__structure").order_by("dispositif__name", "pk"))


def door_of(number: str) -> Reception | None:
    """The reception of the service of that number, when anybody may write to it."""
    if not number.isdecimal() or len(number) > 9:
        return None
    return open_doors().filter(dispositif=int(number)).select_related("dispositif").first()


def communes_of_door(reception: Reception) -> list[Commune]:
    """Where the service of a reception works, as far as one chooses from a list."""
    rows = communes_served(Dispositif.objects.filter(pk=reception.dispositif_id))
    return list(rows.order_by("search_name")[:COMMUNES_OFFERED])


# --- exceptional accesses


def accesses(actor: Actor, *, seen: bool) -> list[tuple[Access, Mapping[str, str]]]:
    """The exceptional accesses to review, or the last ones reviewed, with their reasons."""
    rows = visible_accesses(actor).filter(seen_at__isnull=not seen)
    rows = rows.select_related("case", "membership__user").order_by("-opened_at")
    return words_of(rows[:200])


def last_access(actor: Actor, case: Case) -> Access | None:
    """The exceptional access one has had to a case until last, over or not."""
    own = Access.objects.filter(case=case, membership_id=actor.member)
    return own.order_by("-until").first()


def my_access(actor: Actor, case: Case) -> Access | None:
    """The exceptional access under which one is reading a case, if one is."""
    last = last_access(actor, case)
    return last if last and last.is_open(clock.now()) else None
