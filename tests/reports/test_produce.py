"""A bilan is produced: its figures are those of the rows, in the record and in both files."""

import time
from collections import Counter
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from entremise.activities.actions import cancel_activity
from entremise.activities.models import Activity
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.reports.actions import open_report, order_report, reproduce_report
from entremise.reports.document import Bilan, fingerprint, numbers
from entremise.reports.enums import Production
from entremise.reports.models import Report
from entremise.reports.production import BROKEN, produce
from entremise.reports.queries import file_of, recompute
from entremise.reports.wording import cell_text
from tests.activities.factories import payload, send
from tests.reports.conftest import Refresh
from tests.reports.factories import LAST, make_waiting_report
from tests.structures.factories import YEAR
from tests.support.cast import Cast


def produced(cast: Cast, year: int = LAST) -> Report:
    report = open_report(
        dispositif=cast.dispositif, funder=cast.funder, year=year, by=cast.director.actor
    )
    produce(report)
    report.refresh_from_db()
    assert report.is_ready, report.failure
    return report


def _paid_for(cast: Cast, year: int) -> list[Activity]:
    """The slow, obvious way: the rows of the year that serve a line of the funder."""
    rows = Activity.objects.filter(service_date__year=year, funding_lines__funder=cast.funder)
    return list(rows.distinct())


def _column(bilan: Bilan, key: str, column: int = 0) -> dict[str, float | None]:
    panels = {panel.key: panel for section in bilan.sections for panel in section.panels}
    return {row.code: row.cells[column].number for row in panels[key].table.rows}


def test_the_figures_are_those_of_the_rows(year: Cast) -> None:
    bilan = produced(year).bilan
    rows, before = _paid_for(year, LAST), _paid_for(year, LAST - 1)
    told = {figure.measure.code: figure for figure in bilan.figures}
    assert told["activities"].value.number == len(rows) == 89
    assert told["activities"].previous.number == len(before) == 42
    assert told["people"].value.number == sum(row.people for row in rows)
    assert told["mediation_hours"].value.number == sum(row.duration for row in rows) / 60
    months = Counter(f"{row.service_date:%Y-%m}" for row in rows)
    assert _column(bilan, "months") == dict(sorted(months.items()))
    registers = Counter(row.register for row in rows)
    known = {c: n for c, n in _column(bilan, "registers").items() if n is not None}
    assert all(registers[code] == number for code, number in known.items())
    assert "presence" in known


def test_hours_are_told_apart(year: Cast) -> None:
    bilan = produced(year).bilan
    told = {figure.measure.code: figure for figure in bilan.figures}
    team = sum(row.duration * row.mediators.count() for row in _paid_for(year, LAST)) / 60
    sentence = f"({round(team)}\u00a0h de médiateurs, en comptant chacun des présents)"
    assert sentence in told["mediation_hours"].sentence
    assert sentence in bilan.headline
    assert "Heures de médiateurs" in {item.label for item in bilan.definitions}


def test_people_are_told_by_age_and_sex_with_the_unknown(year: Cast) -> None:
    bilan = produced(year).bilan
    rows = _paid_for(year, LAST)
    sexes = _column(bilan, "sexes")
    women = sum(row.publics.get("sex", {}).get("female", 0) for row in rows)
    men = sum(row.publics.get("sex", {}).get("male", 0) for row in rows)
    people = sum(row.people for row in rows)
    assert sexes == {"women": women, "men": men, "": people - women - men}
    ages = _column(bilan, "ages")
    assert ages["under_12"] is None  # two of them: hidden
    assert list(ages)[-1] == ""


def test_small_counts_are_hidden_and_stay_so_by_subtraction(year: Cast) -> None:
    """Three consultations: hidden, and at least another register with them."""
    bilan = produced(year).bilan
    registers = _column(bilan, "registers")
    assert registers["consultation"] is None
    assert sum(1 for number in registers.values() if number is None) >= 2


def test_the_pdf_and_the_workbook_say_what_the_record_says(year: Cast) -> None:
    report = produced(year)
    bilan = report.bilan
    text = "\n".join(
        page.extract_text() for page in PdfReader(BytesIO(file_of(report, "pdf").data)).pages
    )
    book = load_workbook(BytesIO(file_of(report, "xlsx").data))
    sheets = {name: list(book[name].iter_rows(values_only=True)) for name in book.sheetnames}
    written = [value for rows in sheets.values() for row in rows for value in row]
    for figure in bilan.figures:
        assert figure.measure.label in text
        assert cell_text(figure.value, figure.measure) in text
    # A spreadsheet keeps sixteen digits of a number.
    shown = {f"{cell.number:.15g}" for cell in numbers(bilan).values() if cell.number is not None}
    assert shown <= {f"{value:.15g}" for value in written if isinstance(value, int | float)}
    assert f"{LAST}" in text
    assert fingerprint(bilan) in text.replace("\n", "")


def test_the_record_keeps_what_it_takes_to_check_it(year: Cast) -> None:
    report = produced(year)
    assert report.figures_sha256 == fingerprint(report.bilan)
    assert report.data_version == report.bilan.data_version
    assert recompute(report) == []
    labels = {definition.label for definition in report.bilan.definitions}
    assert {"Interventions", "Femmes", "Orientations"} <= labels
    assert all(definition.text for definition in report.bilan.definitions)
    line = JournalLine.objects.get(verb="reports.produced")
    assert (line.subject_id, line.structure_id) == (str(report.pk), year.structure.pk)


def test_only_what_this_funder_pays_for_counts(year: Cast) -> None:
    report = open_report(
        dispositif=year.dispositif,
        funder=year.other_funder,
        year=LAST,
        by=year.director.actor,
    )
    produce(report)
    report.refresh_from_db()
    told = {figure.measure.code: figure.value.number for figure in report.bilan.figures}
    assert told["activities"] == 5
    assert report.bilan.order.compare_starts_on is None  # nothing was paid for the year before


def test_a_worker_produces_what_a_director_ordered(
    year: Cast, tasks_at_once: None, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report = order_report(
            dispositif=year.dispositif, funder=year.funder, year=LAST, by=year.director.actor
        )
    report.refresh_from_db()
    assert report.is_ready
    assert report.requested_by == year.director.membership.user


def test_producing_again_follows_the_data(year: Cast, refresh: Refresh) -> None:
    report = produced(year)
    old = report.pdf.name
    cancel_activity(activity=_paid_for(year, LAST)[0], by=year.director.actor)
    refresh()
    again = reproduce_report(report=report, by=year.director.actor)
    assert again.pk == report.pk
    produce(again)
    again.refresh_from_db()
    assert again.bilan.figures[0].value.number == 88
    assert again.pdf.name != old
    assert Report.objects.count() == 1


def test_a_period_still_running_gives_an_interim_bilan(year: Cast, refresh: Refresh) -> None:
    today = timezone.localdate()
    if today.month == 1 and today.day < 3:
        pytest.skip("l'année vient de commencer")
    yesterday = timezone.now() - timedelta(days=1)
    send(
        year.mediator,
        *(payload(year.dispositif, started_at=yesterday.isoformat()) for _ in range(6)),
    )
    refresh()
    report = produced(year, YEAR)
    assert report.ends_on == today
    assert report.bilan.cover.interim
    assert "intermédiaire" in report.title


def test_nothing_to_tell_is_said(cast: Cast, year: Cast) -> None:
    waiting = make_waiting_report(cast.dispositif, cast.neighbour)
    produce(waiting)
    waiting.refresh_from_db()
    assert waiting.production == Production.FAILED
    assert "ne soutient pas" in waiting.failure


@pytest.mark.parametrize(("when", "code"), [(YEAR - 5, "no_funding"), (YEAR + 1, "no_funding")])
def test_a_year_nobody_pays_for_is_refused(cast: Cast, when: int, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        open_report(
            dispositif=cast.dispositif, funder=cast.funder, year=when, by=cast.director.actor
        )
    assert refusal.value.code == code
    assert not Report.objects.exists()


def test_another_structure_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal) as refusal:
        open_report(
            dispositif=cast.neighbour_dispositif,
            funder=cast.other_funder,
            year=LAST,
            by=cast.director.actor,
        )
    assert refusal.value.code == "forbidden"


def test_a_crash_is_told_on_the_draft(year: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    report = open_report(
        dispositif=year.dispositif, funder=year.funder, year=LAST, by=year.director.actor
    )

    def broken(*args: object) -> bytes:
        raise OSError("disque plein")

    monkeypatch.setattr("entremise.reports.production.pdf_of", broken)
    with pytest.raises(OSError, match="disque plein"):
        produce(report)
    report.refresh_from_db()
    assert (report.production, report.failure) == (Production.FAILED, BROKEN)


def test_the_command_writes_the_files(year: Cast, tmp_path: Path) -> None:
    said, folder = StringIO(), tmp_path / "bilans"
    call_command(
        "produce_report",
        dispositif=year.dispositif.pk,
        funder=year.funder.pk,
        year=LAST,
        output=folder,
        stdout=said,
    )
    assert sorted(path.suffix for path in folder.iterdir()) == [".pdf", ".xlsx"]
    assert all(str(path) in said.getvalue() for path in folder.iterdir())
    with pytest.raises(CommandError, match="ne soutient pas"):
        call_command(
            "produce_report",
            dispositif=year.dispositif.pk,
            funder=year.neighbour.pk,
            year=LAST,
            output=folder,
        )


def test_it_takes_seconds(year: Cast) -> None:
    """Once the questions have been compiled (a worker lives long), a bilan takes a few seconds."""
    report = produced(year)
    begun = time.process_time()
    produce(report)
    assert time.process_time() - begun < 8
