"""Reads of the registry for screens and exports."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Prefetch,
    Q,
    QuerySet,
    When,
)

from entremise.core import clock
from entremise.core.paging import KeysetPage, keyset, keyset_of_lists
from entremise.territories.models import Commune
from entremise.territories.names import key, words

from .actor import Actor
from .enums import Role, UpdateRhythm
from .models import (
    AccessToken,
    Dispositif,
    FundingLine,
    Membership,
    Partner,
    Structure,
    StructureMerge,
)
from .policies import (
    citable_structures,
    editable_structures,
    visible_accounts,
    visible_amounts,
    visible_dispositifs,
    visible_members,
    visible_merges,
    visible_structures,
)

PAGE_SIZE = 40

# Those who answer for a team come before it.
_RANK = Case(
    When(role=Role.DIRECTOR, then=0),
    When(role=Role.COORDINATOR, then=1),
    default=2,
    output_field=IntegerField(),
)


# --- the registry


def registry_size(actor: Actor, filters: Mapping[str, Any]) -> int:
    """How many structures match."""
    return _matching(actor, filters).count()


def registry(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Structure]:
    """The structures one may read that match the filter form's clean values."""
    return _matching(actor, filters).select_related("commune")


def open_by_structure(
    actor: Actor, structures: Collection[Structure] | None = None
) -> dict[int, int]:
    """How many of the dispositifs that one may read are open today in each of these structures, or
    in all of them. Asked apart: in the query of the list, it would be asked again for each row."""
    rows = _open_today(actor)
    if structures is not None:
        rows = rows.filter(structure__in=[row.pk for row in structures])
    counted = rows.order_by().values("structure").annotate(count=Count("pk"))
    return dict(counted.values_list("structure", "count"))


def _matching(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Structure]:
    rows = visible_structures(actor)
    for name in ("actor_type", "operator_type"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    if filters.get("late"):
        rows = rows.filter(_to_confirm())
    if typed := filters.get("q"):
        named = Q()
        for word in words(typed):
            named &= Q(search_name__contains=word)
        seated = Q(commune__search_name__startswith=key(typed)) if key(typed) else Q()
        rows = rows.filter(named | seated) if named else rows
    return rows


def registry_page(
    actor: Actor, filters: Mapping[str, Any], after: str | None
) -> KeysetPage[Structure]:
    """One page of the registry: those at work today first, each by name."""
    rows = registry(actor, filters)
    at_work = Q(pk__in=_open_today(actor).values("structure"))
    return keyset_of_lists(
        (rows.filter(at_work), rows.filter(~at_work)),
        by=("search_name", "id"),
        after=after,
        size=PAGE_SIZE,
        descending=False,
    )


def _open_today(actor: Actor) -> QuerySet[Dispositif]:
    """The dispositifs that one may read and that are open today."""
    return visible_dispositifs(actor).filter(_open("closed_on"))


def open_services(actor: Actor) -> dict[str, int]:
    """How many `dispositifs` one may read are open today, and how many `structures` run them."""
    return (
        visible_dispositifs(actor)
        .filter(_open("closed_on"))
        .aggregate(
            dispositifs=Count("pk", distinct=True), structures=Count("structure", distinct=True)
        )
    )


def _to_confirm() -> Q:
    """Those whose owner's rhythm has passed since they were last confirmed."""
    today = clock.today()
    late = Q(confirmed_on=None)
    for months in UpdateRhythm.values:
        year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        limit = date(year, month + 1, min(today.day, 28))
        late |= Q(update_rhythm=months, confirmed_on__lt=limit)
    return late


def sheets_to_review(actor: Actor) -> list[Structure]:
    """Those that their own people changed since the mission last read them, the oldest first."""
    changed = Q(reviewed_at=None) | Q(reviewed_at__lt=F("changed_at"))
    rows = editable_structures(actor).filter(changed, changed_at__isnull=False)
    return list(rows.select_related("commune").order_by("changed_at")[:PAGE_SIZE])


def latest_merges(actor: Actor) -> list[StructureMerge]:
    """Those that stand, the latest first."""
    rows = visible_merges(actor).filter(undone_at=None).select_related("kept", "gone")
    return list(rows.order_by("-at")[:10])


# --- dispositifs and who pays


def dispositifs_of(actor: Actor, structure: Structure) -> list[Dispositif]:
    """The dispositifs of a structure that one may read, the open ones first.

    Each carries `people`: how many work in it now.
    """
    today = clock.today()
    rows = (
        visible_dispositifs(actor)
        .filter(structure=structure)
        .prefetch_related(Prefetch("communes", Commune.objects.order_by("search_name")))
        .annotate(people=Count("team", filter=_holding("team__", today), distinct=True))
    )
    return sorted(rows, key=lambda row: (is_closed(row, today), key(row.name)))


def is_closed(dispositif: Dispositif, today: date) -> bool:
    """Whether its last day has passed."""
    return dispositif.closed_on is not None and dispositif.closed_on < today


@dataclass(frozen=True)
class LineShown:
    """A funding line as one may read it: `amount_known` says whether the amount is for them."""

    line: FundingLine
    amount_known: bool

    @property
    def amount(self) -> Any:
        """The yearly amount in euros, None when not stated or not for them."""
        return self.line.amount if self.amount_known else None


def lines_of(actor: Actor, dispositif: Dispositif) -> list[LineShown]:
    """Who pays for a dispositif one may read, the latest first; amounts where one may read them."""
    lines = FundingLine.objects.filter(dispositif=dispositif)
    return _shown(actor, lines)


def current_lines(actor: Actor, structure: Structure) -> list[LineShown]:
    """Who pays today for the dispositifs of a structure that one may read."""
    today = clock.today()
    lines = FundingLine.objects.filter(
        dispositif__in=visible_dispositifs(actor).filter(structure=structure),
        starts_on__lte=today,
        ends_on__gte=today,
    )
    return _shown(actor, lines)


def lines_paid(actor: Actor, funder: Structure) -> list[LineShown]:
    """What a structure pays for, among the dispositifs one may read."""
    lines = FundingLine.objects.filter(funder=funder, dispositif__in=visible_dispositifs(actor))
    return _shown(actor, lines)


def _shown(actor: Actor, lines: QuerySet[FundingLine]) -> list[LineShown]:
    readable = set(
        visible_amounts(actor).filter(pk__in=lines.values("pk")).values_list("pk", flat=True)
    )
    rows = (
        lines.select_related("funder", "dispositif__structure")
        .prefetch_related("communes")
        .order_by("-ends_on", "-starts_on", "pk")
    )
    return [LineShown(line, line.pk in readable) for line in rows]


def overlapping(
    *, dispositif: Dispositif, funder: Structure, start: date, end: date, but: int | None = None
) -> list[FundingLine]:
    """The other lines of a funder on a dispositif that share days with this period."""
    lines = FundingLine.objects.filter(
        dispositif=dispositif, funder=funder, starts_on__lte=end, ends_on__gte=start
    )
    return list(lines.exclude(pk=but or 0).order_by("starts_on", "pk"))


def fundable_communes(dispositif: Dispositif, line: FundingLine | None = None) -> QuerySet[Commune]:
    """The communes a line may be limited to: those the dispositif serves.

    Those the line already names stay allowed: its dispositif may leave a commune it paid for.
    """
    allowed = Q(pk__in=dispositif.communes.values("pk"))
    if line is not None:
        allowed |= Q(pk__in=line.communes.values("pk"))
    return Commune.objects.filter(allowed).order_by("search_name", "code")


def known_funders(actor: Actor) -> list[str]:
    """Names of those who already pay for some dispositif, to be offered as one types."""
    paying = citable_structures(actor).filter(pk__in=FundingLine.objects.values("funder"))
    return list(paying.order_by("search_name").values_list("name", flat=True)[:300])


# --- people, partners, devices


def members(actor: Actor, *, gone: bool = False) -> QuerySet[Membership]:
    """The members one may read: those of today and to come, or those who left."""
    today = clock.today()
    left = Q(ends_on__lt=today)
    rows = visible_members(actor).filter(left if gone else ~left)
    return (
        rows.select_related("user")
        .prefetch_related(Prefetch("dispositifs", Dispositif.objects.order_by("name")))
        .order_by(_RANK, "user__name", "pk")
    )


def team_of(actor: Actor, dispositif: Dispositif) -> QuerySet[Membership]:
    """The people of a dispositif today, as far as one may read them."""
    held = _holding("", clock.today())
    rows = visible_members(actor).filter(held, dispositifs=dispositif)
    return rows.select_related("user").order_by(_RANK, "user__name", "pk")


def size_of_team(dispositif: Dispositif) -> dict[str, int]:
    """How many people of each role work in a dispositif today: a number, for whoever sees it."""
    held = dispositif.team.filter(_holding("", clock.today()))
    return dict(held.values_list("role").annotate(count=Count("pk")).order_by("role"))


def accounts_page(actor: Actor, after: str | None) -> KeysetPage[Membership]:
    """The roles the administrator looks after, the latest first."""
    rows = visible_accounts(actor).select_related("user", "structure", "region")
    return keyset(rows, by=("id",), after=after, size=PAGE_SIZE)


def address_book(partners: QuerySet[Partner]) -> list[Partner]:
    """The partners by category then name, as a French reader sorts them."""
    rows = partners.select_related("organisation")
    return sorted(rows, key=lambda row: (key(row.get_category_display()), key(row.name)))


def devices(tokens: QuerySet[AccessToken]) -> QuerySet[AccessToken]:
    """The tokens that open something, the last created first, with whose they are."""
    return (
        tokens.filter(revoked_at__isnull=True)
        .select_related("membership__user")
        .order_by("-created_at", "-pk")
    )


def _holding(prefix: str, day: date) -> Q:
    """A membership held on that day."""
    started = Q(**{f"{prefix}starts_on__lte": day})
    return started & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day}))


def _open(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": clock.today()})
