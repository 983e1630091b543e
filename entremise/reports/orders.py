"""What a bilan is about: from a funder, a dispositif and a year to a period and its comparison."""

from datetime import date

from django.conf import settings

from entremise.core.errors import Refusal
from entremise.indicators.questions import Period
from entremise.structures.models import Dispositif, FundingLine, Structure

from .document import Order


def lines_of(dispositif: Dispositif, funder: Structure, period: Period) -> list[FundingLine]:
    """What this funder pays for in this dispositif during the period, oldest line first."""
    return list(
        FundingLine.objects.filter(
            dispositif=dispositif,
            funder=funder,
            starts_on__lte=period.end,
            ends_on__gte=period.start,
        ).order_by("starts_on", "pk")
    )


def order_for(*, dispositif: Dispositif, funder: Structure, year: int, today: date) -> Order:
    """The order of the bilan of a year.

    The period is the part of the calendar year that the funder's lines cover, up to today. It is
    compared with the same days a year before only when lines covered all of them then.
    Refuses (« no_funding », « not_begun ») when there is nothing to account for.
    """
    whole_year = Period(date(year, 1, 1), date(year, 12, 31))
    lines = lines_of(dispositif, funder, whole_year)
    if not lines:
        raise Refusal(
            f"Ce financeur ne soutient pas ce dispositif en {year}\u00a0: il n'y a pas de bilan à "
            "produire.",
            code="no_funding",
            field="year",
        )
    start = max(whole_year.start, min(line.starts_on for line in lines))
    end = min(whole_year.end, max(line.ends_on for line in lines), today)
    if end < start:
        raise Refusal(
            "La période à bilanter n'a pas encore commencé.", code="not_begun", field="year"
        )
    before = Period(start, end).previous_year()
    comparable = _covered(lines_of(dispositif, funder, before), before)
    return Order(
        structure_id=dispositif.structure_id,
        dispositif_id=dispositif.pk,
        funder_id=funder.pk,
        year=year,
        starts_on=start,
        ends_on=end,
        compare_starts_on=before.start if comparable else None,
        compare_ends_on=before.end if comparable else None,
        small_count=settings.SMALL_COUNT,
    )


def _covered(lines: list[FundingLine], period: Period) -> bool:
    """Whether the lines, put end to end, pay for every day of the period."""
    day = period.start
    for line in lines:
        if line.starts_on > day:
            return False
        if line.ends_on >= period.end:
            return True
        day = max(day, date.fromordinal(line.ends_on.toordinal() + 1))
    return False


def is_interim(order: Order, lines: list[FundingLine]) -> bool:
    """Whether the account stops before what the lines pay for in the year does."""
    return order.ends_on < min(date(order.year, 12, 31), max(line.ends_on for line in lines))


def period_of(order: Order) -> Period:
    """The days accounted for."""
    return Period(order.starts_on, order.ends_on)


def comparison_of(order: Order) -> Period | None:
    """The days compared with, if any."""
    if order.compare_starts_on is None or order.compare_ends_on is None:
        return None
    return Period(order.compare_starts_on, order.compare_ends_on)
