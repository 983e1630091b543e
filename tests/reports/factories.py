"""Reports for tests: ready ones, whose content was written by hand, and waiting ones."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.utils import timezone

from entremise.reports.document import fingerprint, to_json
from entremise.reports.enums import Production, ReportStatus
from entremise.reports.models import Report
from entremise.reports.production import attach
from entremise.structures.models import Dispositif, FundingLine, Structure
from tests.activities.factories import payload, send
from tests.reports.samples import sample_bilan
from tests.structures.factories import YEAR, make_funding_line
from tests.support.cast import Cast

LAST = YEAR - 1
PARIS = ZoneInfo("Europe/Paris")


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    """An instant, in Paris."""
    return datetime(year, month, day, hour, tzinfo=PARIS)


def make_report(
    dispositif: Dispositif, funder: Structure, *, sealed: bool = False, **fields: object
) -> Report:
    """A report that is ready, holding the hand-written bilan and two small files."""
    bilan = sample_bilan()
    now = timezone.now()
    defaults = {
        "structure": dispositif.structure,
        "year": LAST,
        "starts_on": date(LAST, 1, 1),
        "ends_on": date(LAST, 12, 31),
        "title": f"Bilan d’activité {LAST} · {dispositif}",
        "requested_at": now,
        "produced_at": now,
        "production": Production.READY,
        "content": to_json(bilan),
        "data_version": bilan.data_version,
        "figures_sha256": fingerprint(bilan),
        "status": ReportStatus.SEALED if sealed else ReportStatus.DRAFT,
        "sealed_at": now if sealed else None,
    }
    report = Report(dispositif=dispositif, funder=funder, **{**defaults, **fields})
    attach(report, {"pdf": b"%PDF-1.7 essai", "xlsx": b"PK essai"})
    report.save(force_insert=True)
    return report


def make_waiting_report(dispositif: Dispositif, funder: Structure, **fields: object) -> Report:
    """A report that has been ordered and not yet produced."""
    return Report.objects.create(
        **{
            "dispositif": dispositif,
            "funder": funder,
            "structure": dispositif.structure,
            "year": LAST,
            "starts_on": date(LAST, 1, 1),
            "ends_on": date(LAST, 12, 31),
            "title": f"Bilan d’activité {LAST} · {dispositif}",
            "requested_at": timezone.now(),
            **fields,
        }
    )


def replace_file(report: Report, data: bytes) -> None:
    """Tamper with a stored PDF."""
    storage, name = report.pdf.storage, report.pdf.name
    storage.delete(name)
    storage.save(name, ContentFile(data))


# How many activities of each kind are logged a month; what is rare must be hidden from a funder.
MONTHLY: tuple[tuple[int, dict[str, Any]], ...] = (
    (4, {"register": "presence", "people": 6, "publics": {"sex": {"female": 2, "male": 3}}}),
    (2, {"register": "conflict", "temporality": "real_time", "outcome": "calmed",
         "topics": ["noise"], "people": 4, "publics": {"age": {"18_25": 3}}}),
    (1, {"register": "watch", "origin": "landlord", "orientation": "landlord"}),
)  # fmt: skip
RARE: tuple[tuple[int, dict[str, Any]], ...] = (
    (3, {"register": "consultation", "people": 0}),
    (2, {"register": "conflict", "temporality": "deferred", "outcome": "failed",
         "topics": ["neighbour_dispute"], "people": 2, "publics": {"age": {"under_12": 1}}}),
)  # fmt: skip


def _logged(
    cast: Cast, kinds: tuple[tuple[int, dict[str, Any]], ...], year: int, month: int
) -> list[dict[str, Any]]:
    entries = [kind for count, kind in kinds for _ in range(count)]
    return [
        payload(
            cast.dispositif, started_at=at(year, month, 2 + day, 15 + day % 8).isoformat(), **one
        )
        for day, one in enumerate(entries)
    ]


def log_year(cast: Cast) -> None:
    """Last year and the one before in the cast's dispositif, all of it paid for by `funder`.

    Last year holds 7 activities a month, and 5 rare ones in June; the year before, half of the
    months. Five activities serve another funder only, and must never be counted for the first.
    """
    cast.mediator.membership.starts_on = date(LAST - 1, 1, 1)
    cast.mediator.membership.save()
    make_funding_line(
        cast.dispositif, cast.funder, starts_on=date(LAST - 1, 1, 1), ends_on=date(LAST - 1, 12, 31)
    )
    entries = [one for month in range(1, 13) for one in _logged(cast, MONTHLY, LAST, month)]
    entries += _logged(cast, RARE, LAST, 6)
    for month in range(1, 13, 2):
        entries += _logged(cast, MONTHLY, LAST - 1, month)
    other = make_funding_line(cast.dispositif, cast.other_funder)
    for one in entries:
        one["funding_lines"] = [line.pk for line in _lines(cast, one)]
    entries += [
        payload(cast.dispositif, started_at=at(LAST, 9, day).isoformat(), funding_lines=[other.pk])
        for day in range(1, 6)
    ]
    for start in range(0, len(entries), 100):
        receipts = send(cast.mediator, *entries[start : start + 100])
        assert all(receipt.kept for receipt in receipts), [r.errors for r in receipts]


def _lines(cast: Cast, entry: dict[str, Any]) -> Any:
    day = datetime.fromisoformat(entry["started_at"]).date()
    return FundingLine.objects.filter(
        dispositif=cast.dispositif, funder=cast.funder, starts_on__lte=day, ends_on__gte=day
    )
