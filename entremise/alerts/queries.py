"""Reads of alerts for screens and exports."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from entremise.core import clock
from entremise.core.paging import KeysetPage, keyset
from entremise.structures.actor import Actor
from entremise.structures.models import Membership
from entremise.vault.rows import words_of

from . import reference
from .enums import AWAITED, CLOSED, SendingStatus, State
from .models import Addressee, Alert, AlertPhoto, Answer, Sending
from .policies import visible_addressed, visible_addressees, visible_alerts

PAGE_SIZE = 30
ORDER = ("seen_at", "id")
NEWS_LAST = timedelta(days=14)
NEWS_SHOWN = 5
DELAYS_OVER = timedelta(days=365)

Words = Mapping[str, str]


# --- the team's side


def filtered(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Alert]:
    """The alerts the actor may see that match the filter form's clean values."""
    rows = visible_alerts(actor)
    if state := filters.get("state"):
        narrow = NARROWED.get(state)
        rows = narrow(rows) if narrow else rows.filter(state=state)
    if category := filters.get("category"):
        rows = rows.filter(category__in=_under(category))
    if filters.get("danger"):
        rows = rows.filter(danger=True)
    if filters.get("mine"):
        rows = rows.filter(seen_by=actor.member)
    return rows


def unreached(rows: QuerySet[Alert]) -> QuerySet[Alert]:
    """Those of them that nobody has taken in charge, and whose addressee has nobody above whom one
    can write to."""
    waiting = Sending.objects.filter(
        status=SendingStatus.CURRENT,
        escalated_at__isnull=False,
        addressee__escalation_email="",
    )
    return rows.filter(state__in=AWAITED, pk__in=waiting.values("alert"))


# What the filter of states offers besides them.
NARROWED: dict[str, Callable[[QuerySet[Alert]], QuerySet[Alert]]] = {
    "open": lambda rows: rows.exclude(state__in=CLOSED),
    "unreached": unreached,
}


def _under(code: str) -> list[str]:
    """The categories of a branch, or this one."""
    return [c.code for c in reference.categories().values() if code in (c.branch, c.code)]


def alert_page(
    actor: Actor, filters: Mapping[str, Any], after: str | None
) -> tuple[KeysetPage[Alert], list[tuple[Alert, Words]]]:
    """One page of the list, newest first, each alert with its words (one query of keys)."""
    rows = filtered(actor, filters).select_related("commune", "dispositif")
    page = keyset(rows.prefetch_related(in_hand()), by=ORDER, after=after, size=PAGE_SIZE)
    return page, words_of(page.rows)


def in_hand() -> Prefetch[Any]:
    """To be prefetched: the sending that is current, under `in_hand`, a list of one or none."""
    current = Sending.objects.filter(status=SendingStatus.CURRENT).select_related("addressee")
    return Prefetch("sendings", current, to_attr="in_hand")


def complete(rows: QuerySet[Alert]) -> QuerySet[Alert]:
    """With everything the page of one alert shows."""
    team = Prefetch("seen_by", Membership.objects.select_related("user").order_by("pk"))
    return rows.select_related(
        "structure", "dispositif", "commune", "qpv", "logged_by__user"
    ).prefetch_related(team, in_hand())


@dataclass(frozen=True)
class Event:
    """One thing that happened to an alert. `by` is a name of the structure, or an addressee."""

    at: datetime
    title: str
    by: str = ""
    comment: str = ""


def timeline(alert: Alert) -> list[Event]:
    """What happened to an alert, oldest first (two queries and one of keys)."""
    sendings = list(alert.sendings.select_related("addressee", "sent_by__user").order_by("sent_at"))
    answers = words_of(
        Answer.objects.filter(sending__alert=alert).select_related("sending__addressee", "by__user")
    )
    events = [Event(alert.created_at, "Donnée", str(alert.logged_by.user))]
    for sending in sendings:
        author = str(sending.sent_by.user) if sending.sent_by else ""
        events.append(Event(sending.sent_at, f"Transmise à « {sending.addressee} »", author))
        if sending.reminded_at:
            events.append(Event(sending.reminded_at, "Rappel envoyé"))
        if sending.escalated_at:
            events.append(Event(sending.escalated_at, _escalation(sending)))
    events += [
        Event(
            answer.at,
            str(answer.get_reply_display()).capitalize(),
            str(answer.sending.addressee),
            words["comment"],
        )
        for answer, words in answers
    ]
    if alert.closed_at and not any(sending.solved_at == alert.closed_at for sending in sendings):
        events.append(Event(alert.closed_at, f"Close par l'équipe, {alert.get_state_display()}"))
    return sorted(events, key=lambda event: event.at)


def _escalation(sending: Sending) -> str:
    above = "envoyée au-dessus" if sending.addressee.escalation_email else "sans adresse au-dessus"
    return f"Relance {above}"


def photos(alert: Alert) -> list[AlertPhoto]:
    """The photos of an alert, oldest first, without their contents."""
    return list(alert.photos.order_by("created_at", "pk"))


EXPORTED = (
    "vue le", "dispositif", "branche", "catégorie", "danger", "code de la commune", "commune",
    "QPV", "état", "destinataire", "transmise le", "première réponse le", "close le",
)  # fmt: skip


def export_rows(actor: Actor, filters: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Every matching alert as one line, without its words nor its place; read by chunks."""
    rows = filtered(actor, filters).select_related("dispositif", "commune")
    ordered = rows.prefetch_related(in_hand()).order_by("-seen_at", "-id")
    branches = reference.branch_labels()
    for row in ordered.iterator(chunk_size=500):
        held: list[Sending] = row.in_hand  # type: ignore[attr-defined]
        yield [
            f"{row.local_time:%d/%m/%Y %H:%M}",
            row.dispositif.name,
            branches.get(row.kind.branch, ""),
            row.kind.label,
            "oui" if row.danger else "non",
            row.commune_id or "",
            row.commune.name if row.commune else "",
            row.qpv_id or "",
            row.get_state_display(),
            held[0].addressee.label if held else "",
            *(_moment(at) for at in (row.sent_at, row.answered_at, row.closed_at)),
        ]


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else ""


def news(actor: Actor) -> list[Alert]:
    """What became lately of the alerts one saw: the answers come back to those who gave them."""
    rows = visible_alerts(actor).filter(
        seen_by=actor.member, answered_at__isnull=False, updated_at__gte=clock.now() - NEWS_LAST
    )
    return list(rows.select_related("commune").order_by("-updated_at")[:NEWS_SHOWN])


def without_anybody(actor: Actor, *, mine: bool = False) -> int:
    """How many alerts reached nobody; `mine`, among those one saw."""
    return unreached(filtered(actor, {"mine": mine})).count()


def to_send(actor: Actor) -> int:
    """How many alerts nobody has in hand."""
    return visible_alerts(actor).filter(state=State.SIGNALLED).count()


# --- those to whom alerts are addressed


def addressed_page(actor: Actor, after: str | None) -> KeysetPage[Sending]:
    """What is addressed to the actor's organisation, newest first. Nothing sealed: opening one is
    what the journal tells.
    """
    return keyset(
        addressed(visible_addressed(actor)), by=("sent_at", "id"), after=after, size=PAGE_SIZE
    )


def addressed(rows: QuerySet[Sending]) -> QuerySet[Sending]:
    """With everything an addressee is shown of one alert."""
    return rows.select_related(
        "addressee", "alert__commune", "alert__structure", "alert__dispositif"
    )


def answers_to(sending: Sending) -> list[tuple[Answer, Words]]:
    """What this addressee has answered, oldest first."""
    return words_of(sending.answers.order_by("at"))


def awaiting() -> list[Sending]:
    """What is in the hands of somebody who has not taken it in charge, and was not escalated."""
    rows = Sending.objects.filter(
        status=SendingStatus.CURRENT,
        escalated_at__isnull=True,
        alert__state__in=AWAITED,
    )
    return list(rows.select_related("alert", "addressee").order_by("sent_at", "pk"))


# --- how long they take


@dataclass(frozen=True)
class Delay:
    """How long an addressee took over a year. Medians are in hours, None without any answer;
    `hidden` when there are too few alerts for them to leave the structure.
    """

    label: str
    received: int
    answered: int
    solved: int
    to_answer: float | None
    to_solve: float | None
    hidden: bool = False


def delays(actor: Actor) -> list[Delay]:
    """Those of each addressee of one's structure, by name: everything, it is their own work."""
    rows = visible_addressees(actor).order_by("label")
    timed = _timed(Sending.objects.filter(addressee__in=rows))
    return [_delay(row.label, timed.get(row.pk, [])) for row in rows]


def own_delay(actor: Actor) -> Delay:
    """That of the actor's organisation, whoever wrote to it; nothing of small counts."""
    sendings = Sending.objects.filter(addressee__in=_own_addressees(actor))
    found = [pair for pairs in _timed(sendings).values() for pair in pairs]
    small = 0 < len(found) < settings.SMALL_COUNT
    return _delay(actor.structure_name, [] if small else found, hidden=small)


def _own_addressees(actor: Actor) -> QuerySet[Addressee]:
    return Addressee.objects.filter(
        pk__in=visible_addressed(actor).values("addressee"), organisation_id=actor.structure
    )


_Timed = tuple[timedelta | None, timedelta | None]


def _timed(sendings: QuerySet[Sending]) -> dict[int, list[_Timed]]:
    """How long each sending of the last year took, by addressee."""
    recent = sendings.filter(sent_at__gte=clock.now() - DELAYS_OVER)
    found: dict[int, list[_Timed]] = {}
    columns = recent.values_list("addressee_id", "sent_at", "answered_at", "solved_at")
    for addressee, sent, answered, solved in columns.iterator(chunk_size=2000):
        times = (answered - sent if answered else None, solved - sent if solved else None)
        found.setdefault(addressee, []).append(times)
    return found


def _delay(label: str, timed: list[_Timed], *, hidden: bool = False) -> Delay:
    answers = [answer for answer, _solution in timed if answer is not None]
    solutions = [solution for _answer, solution in timed if solution is not None]
    return Delay(
        label=label,
        received=len(timed),
        answered=len(answers),
        solved=len(solutions),
        to_answer=_hours(answers),
        to_solve=_hours(solutions),
        hidden=hidden,
    )


def _hours(spans: list[timedelta]) -> float | None:
    return median(span / timedelta(hours=1) for span in spans) if spans else None
