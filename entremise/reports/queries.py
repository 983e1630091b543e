"""Reads for screens, and the check that a report says what its data said."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from entremise.core.errors import Refusal
from entremise.indicators import engine, store
from entremise.journal.models import ChangedMonth
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, FundingLine, Structure

from .compose import FACT, compose
from .document import Cell, Order, numbers
from .models import Report
from .orders import comparison_of, period_of
from .policies import reportable_lines, sealable_reports, visible_reports

SOON = timedelta(days=60)


@dataclass(frozen=True)
class Difference:
    """A figure that is not the same: where it stands, what was told, what comes out now."""

    path: str
    told: Cell | None
    found: Cell | None


def recompute(report: Report, *, latest: bool = False) -> list[Difference]:
    """Compute the report's figures again and compare them to the digit. Empty when all are equal.

    From the version of the data it cites, or from the latest one. The period, the scope and the
    threshold are those the report was made with.
    """
    told = report.bilan
    version = None if latest else told.data_version
    before, after = numbers(told), numbers(compose(told.order, version=version))
    return [
        Difference(path, before.get(path), after.get(path))
        for path in sorted({**before, **after})
        if before.get(path) != after.get(path)
    ]


def facts_have_moved(report: Report) -> bool:
    """Whether the activities it counts differ between the version it cites and the latest one.

    Compares the rows themselves: the answer comes in milliseconds, and a seal must not make other
    writers wait while figures are computed.
    """
    order, latest = report.bilan.order, store.version(FACT)
    months = {
        month
        for period in (period_of(order), comparison_of(order))
        if period
        for month in period.months()
    }
    cited = store.relation(FACT, report.bilan.data_version, months)
    current = store.relation(FACT, latest, months)
    if cited == current:  # the very same files
        return False
    rows = [f"SELECT * FROM ({files}) WHERE {_counted(order)}" for files in (cited, current)]  # noqa: S608 - numbers and dates of an order
    gone, new = f"{rows[0]} EXCEPT ALL {rows[1]}", f"{rows[1]} EXCEPT ALL {rows[0]}"
    sql = f"SELECT 1 FROM (({gone}) UNION ALL ({new})) LIMIT 1"  # noqa: S608
    return bool(engine.rows(sql))


def _counted(order: Order) -> str:
    """The rows a bilan counts, as a condition on the facts."""
    days = " OR ".join(
        f"service_date BETWEEN DATE '{period.start}' AND DATE '{period.end}'"
        for period in (period_of(order), comparison_of(order))
        if period
    )
    return (
        f"dispositif_id = {order.dispositif_id:d} AND list_contains(funders, {order.funder_id:d}) "
        f"AND ({days})"
    )


def months_being_refreshed(report: Report) -> list[date]:
    """The months of the report (comparison included) whose facts are still to be computed again."""
    order = report.bilan.order
    start = order.compare_starts_on or order.starts_on
    marks = ChangedMonth.objects.filter(
        fact=FACT, month__gte=start.replace(day=1), month__lte=order.ends_on
    )
    return list(marks.order_by("month").values_list("month", flat=True))


def reports_of(actor: Actor) -> QuerySet[Report]:
    """The reports an actor may read, latest first, without their contents."""
    found = visible_reports(actor).select_related("structure", "dispositif", "funder")
    return found.defer("content").order_by("-year", "-requested_at")


def reports_with_content(actor: Actor) -> QuerySet[Report]:
    """The same, for the page of one report."""
    return visible_reports(actor).select_related("structure", "dispositif", "funder")


@dataclass(frozen=True)
class Due:
    """A bilan to be made: for whom, on what, of which year, by when; its draft if there is one."""

    dispositif: Dispositif
    funder: Structure
    year: int
    ends_on: date
    draft: Report | None

    @property
    def order(self) -> str:
        """The query of the page where it is ordered: dispositif, funder and year chosen."""
        return f"financement={self.dispositif.pk}-{self.funder.pk}&annee={self.year}"

    def days_left(self, today: date) -> int:
        """Days until the period ends; negative once it has ended."""
        return (self.ends_on - today).days


def due_reports(actor: Actor, today: date) -> list[Due]:
    """What a director still owes funders: years ended, or ending within 60 days, without a seal.

    Last year and this one only: what is older was told before, elsewhere.
    """
    lines = reportable_lines(actor).filter(
        starts_on__lte=today, ends_on__gte=date(today.year - 1, 1, 1)
    )
    made = _made(actor)
    owed: dict[tuple[int, int, int], Due] = {}
    for line in lines.select_related("dispositif", "funder").order_by("ends_on", "pk"):
        for year in (today.year - 1, today.year):
            key = (line.dispositif_id, line.funder_id, year)
            due = _due(line, year, made.get(key, []), today)
            if due:
                owed[key] = due
    return sorted(owed.values(), key=lambda due: (due.ends_on, str(due.funder)))


def _made(actor: Actor) -> dict[tuple[int, int, int], list[Report]]:
    """The structure's reports by dispositif, funder and year."""
    made: dict[tuple[int, int, int], list[Report]] = {}
    for report in sealable_reports(actor).defer("content"):
        key = (report.dispositif_id, report.funder_id, report.year)
        made.setdefault(key, []).append(report)
    return made


def _due(line: FundingLine, year: int, made: list[Report], today: date) -> Due | None:
    """What a line owes for a year: nothing before its end nears, or once sealed to its end."""
    end = min(line.ends_on, date(year, 12, 31))
    if line.starts_on > end or line.ends_on < date(year, 1, 1) or end > today + SOON:
        return None
    if any(report.is_sealed and report.ends_on >= end for report in made):
        return None
    draft = next((report for report in made if not report.is_sealed), None)
    return Due(line.dispositif, line.funder, year, end, draft)


@dataclass(frozen=True)
class File:
    """A file of a report, whole (they are small)."""

    name: str
    content_type: str
    data: bytes


CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_of(report: Report, kind: str) -> File:
    """The PDF or the workbook, as it was produced.

    Refuses what is not produced (« not_ready »), lost (« lost ») or no longer what was written
    (« altered »): a report is handed over whole or not at all. Raises KeyError on another kind.
    """
    content_type, field = CONTENT_TYPES[kind], getattr(report, kind)
    if not report.is_ready:
        raise Refusal("Ce bilan n'est pas encore produit.", code="not_ready", status=404)
    try:
        with field.open("rb") as stored:
            data = stored.read()
    except FileNotFoundError:
        raise Refusal(f"Ce fichier est introuvable. {_KEPT}", code="lost") from None
    if hashlib.sha256(data).hexdigest() != getattr(report, f"{kind}_sha256"):
        raise Refusal(
            f"Ce fichier n'est plus celui qui a été produit\u00a0: son empreinte a changé. {_KEPT}",
            code="altered",
        )
    return File(field.name.rsplit("/", 1)[-1], content_type, data)


_KEPT = (
    "Il n'est pas remis. Prévenez l'administrateur\u00a0; les chiffres du bilan restent lisibles "
    "sur sa page."
)
