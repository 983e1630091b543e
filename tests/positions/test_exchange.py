"""Posts that leave in a file and come back: whole, unchanged, or with exactly what was edited."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.journal.verification import verify
from entremise.positions.enums import Cause
from entremise.positions.importing.exports import HEADER
from entremise.positions.models import AdulteRelaisConvention, Position, PositionPeriod
from entremise.territories.models import Commune
from tests.imports.factories import (
    analyse,
    as_file,
    bring,
    confirm,
    outcomes,
    reasons_of,
    receive,
    undo,
)
from tests.positions.factories import START
from tests.positions.tables import (
    LATER,
    TITLES,
    edited,
    everything,
    exported,
    lines,
    make_posts,
    read,
)
from tests.structures.geography import make_places
from tests.support.cast import Cast, Person
from tests.support.client import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture(autouse=True)
def _places() -> None:
    make_places()
    Commune.objects.update(region="32")


@pytest.fixture
def posts(cast: Cast) -> list[Position]:
    return make_posts(cast)


# --- the same columns


@pytest.mark.parametrize("shape", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("name", ["director", "regional"])
def test_an_export_comes_back_unchanged(
    cast: Cast, posts: list[Position], name: str, shape: str
) -> None:
    person: Person = getattr(cast, name)
    imported = read(person, exported(person, shape))
    found = [reasons_of(imported, row.number) for row in imported.rows.order_by("number")]
    assert outcomes(imported) == ["unchanged"] * len(posts), found


def test_what_the_imports_page_offers_comes_back_too(cast: Cast, posts: list[Position]) -> None:
    response = client_of(cast.director).get(reverse("import_export", args=["positions", "csv"]))
    content = b"".join(response.streaming_content)  # type: ignore[arg-type]
    assert set(outcomes(read(cast.director, as_file(content, "xlsx")))) == {"unchanged"}


def test_an_export_tells_a_whole_life_again(cast: Cast, posts: list[Position]) -> None:
    """Brought in where there is nothing, it gives back every post, history and conventions."""
    before = sorted(everything().values(), key=str)
    content = exported(cast.director)
    AdulteRelaisConvention.objects.update(renews=None)
    AdulteRelaisConvention.objects.all().delete()
    Position.objects.all().delete()
    imported = receive(cast.director, content, "positions")
    columns = {name: at for name, at in imported.mapping.items()
               if name not in {"reference", "supported", "pilot"}}  # fmt: skip
    confirm(analyse(imported, cast.director, columns), cast.director)
    assert imported.state == "done", imported.trouble
    for one in before:
        one["supported"] = one["pilot"] = False
    after = sorted(everything().values(), key=str)
    for one in (*before, *after):  # a note is kept as a cell can hold it
        one["earlier"] = [[*state[:-1], state[-1].replace("«", '"').replace("»", '"')]
                          for state in one["earlier"]]  # fmt: skip
        one["conventions"] = [[bond[0].translate(str.maketrans("«»", '""')), *bond[1:]]
                              for bond in one["conventions"]]  # fmt: skip
    assert sorted(after, key=str) == sorted(before, key=str)


def test_the_file_follows_the_filters_and_hides_amounts(cast: Cast, posts: list[Position]) -> None:
    type(cast.funding_line).objects.filter(pk=cast.funding_line.pk).update(amount=Decimal("1234.5"))
    rows = lines(exported(cast.director))
    assert len(rows) == 5
    assert tuple(rows[0]) == HEADER
    assert rows[-1]["montants annuels des financements (€)"] == "1234,50"
    assert cast.funder.name in rows[-1]["financements"]
    assert not any(row["montants annuels des financements (€)"]
                   for row in lines(exported(cast.regional)))  # fmt: skip
    assert [row["numéro"] for row in lines(exported(cast.director, query="?state=ended"))] == [
        "0042"
    ]


def test_no_cell_is_run_by_a_spreadsheet(cast: Cast, posts: list[Position]) -> None:
    rows = lines(exported(cast.director))
    assert rows[-1]["intitulé"].startswith("'=Piège")
    assert rows[-1]["numéro"] == "'+1"
    assert rows[-1]["note"] == "'@note"
    imported = bring(
        cast.director, ("=1+1", "rights", "59350", "créé", "01/03/2024", "CDI", '=HYPERLINK("x")'),
        importer="positions", titles=TITLES,
    )  # fmt: skip
    confirm(imported, cast.director)
    made = Position.objects.get(title="=1+1")
    assert made.periods.get().note == '=HYPERLINK("x")'


@pytest.mark.parametrize("shape", ["xlsx", "ods"])
def test_a_damaged_workbook_is_refused(cast: Cast, posts: list[Position], shape: str) -> None:
    content = exported(cast.director, shape)
    for damaged in (content[: len(content) // 2], content[:60], b""):
        with pytest.raises(Refusal):
            receive(cast.director, damaged, "positions")


# --- what is edited, and only that


@pytest.mark.parametrize("shape", ["csv", "xlsx", "ods"])
def test_only_what_was_edited_changes(cast: Cast, posts: list[Position], shape: str) -> None:
    before, periods = everything(), set(PositionPeriod.objects.values_list("pk", flat=True))
    content = edited(
        exported(cast.director), posts[1], intitulé="''+Une idée", domaine="transports en commun"
    )
    imported = read(cast.director, as_file(content, shape))
    assert sorted(outcomes(imported)) == ["unchanged"] * 4 + ["update"]
    confirm(imported, cast.director)
    changed = {**before[posts[1].pk], "title": "''+Une idée", "domain": "transport"}
    assert everything() == {**before, posts[1].pk: changed}
    assert set(PositionPeriod.objects.values_list("pk", flat=True)) == periods
    undo(imported, cast.director)
    assert everything() == before


def _outcome(cast: Cast, row: Position, **cells: str) -> str:
    """Import the file with these cells, and say what became of the row."""
    imported = read(cast.director, edited(exported(cast.director), row, **cells))
    confirm(imported, cast.director)
    assert imported.state == "done", imported.trouble
    assert imported.counts.get("update") == 1
    return str(imported.pk)


def test_a_later_state_follows_the_one_that_ran(cast: Cast, posts: list[Position]) -> None:
    idea = posts[1]
    on = f"{LATER:%d/%m/%Y}"
    _outcome(cast, idea, statut="créé", depuis_le=on, contrat="PEC", quotité="80 %",
             cause="recrutement")  # fmt: skip
    story = list(
        idea.periods.order_by("starts_on").values_list("status", "contract", "starts_on", "ends_on")
    )
    assert story == [
        ("prospect", "cdi", START, LATER - timedelta(days=1)), ("created", "pec", LATER, None),
    ]  # fmt: skip
    assert idea.periods.get(ends_on=None).share == Decimal("0.80")
    said = JournalLine.objects.filter(subject_type="positions.position", subject_id=str(idea.pk))
    assert said.order_by("-pk")[0].verb == "position.created"
    assert idea.periods.get(ends_on=None).enters  # the copies that counting reads are true


def test_a_contract_on_the_same_day_is_corrected(cast: Cast, posts: list[Position]) -> None:
    long = posts[0]
    _outcome(cast, long, contrat="CDD")
    story = list(long.periods.order_by("starts_on").values_list("status", "contract"))
    assert story == [("prospect", "cdi"), ("created", "adulte_relais"), ("consolidated", "cdd")]
    said = JournalLine.objects.filter(subject_type="positions.position", subject_id=str(long.pk))
    assert said.order_by("-pk")[0].verb == "position.rewritten"
    assert "vote" not in str(said.order_by("-pk")[0].changes)


def test_a_history_is_told_again_in_its_cell(cast: Cast, posts: list[Position]) -> None:
    long = posts[0]
    _outcome(
        cast, long,
        états_précédents="en perspective le 01/02/2021, non connu, besoin repéré\n"
        "créé depuis le 2022-02-01, adulte relais, 50 %, vacant, recrutement « Enfin »",
    )  # fmt: skip
    first, second, last = long.periods.order_by("starts_on")
    assert (first.starts_on, first.ends_on) == (date(2021, 2, 1), date(2022, 1, 31))
    assert (second.note, second.vacant, second.share) == ("Enfin", True, Decimal("0.50"))
    assert last.note == "@note"


def test_an_end_is_told_with_its_cause(cast: Cast, posts: list[Position]) -> None:
    idea = posts[1]
    _outcome(cast, idea, dernier_jour=f"{LATER:%d/%m/%Y}", cause_de_la_fin="projet abandonné")
    idea.refresh_from_db()
    assert (idea.ended_on, idea.end_cause) == (LATER, Cause.DROPPED)
    assert idea.periods.get().ends_on == LATER
    assert idea.periods.get().closes


def test_conventions_are_signed_renewed_corrected(cast: Cast, posts: list[Position]) -> None:
    long = posts[0]
    first, last = long.conventions.order_by("starts_on")
    AdulteRelaisConvention.objects.filter(pk=last.pk).update(announced=3)
    cell = lines(exported(cast.director))[-1]["conventions adulte-relais"]
    cell = (
        cell.replace("28/02/2025", "28/02/2025, 80 %")
        + " ; AR 059 27, du 01/03/2025, renouvelle celle du 01/03/2022"
    )
    _outcome(cast, long, **{"conventions adulte-relais": cell})
    kept = list(long.conventions.order_by("starts_on"))
    assert [row.pk for row in kept[:2]] == [first.pk, last.pk]
    assert (kept[1].share, kept[1].announced, kept[1].renews) == (Decimal("0.80"), 3, first)
    assert (kept[2].ends_on, kept[2].renews) == (date(2028, 2, 29), last)
    verbs = JournalLine.objects.filter(subject_type="positions.adulterelaisconvention")
    assert set(verbs.order_by("-pk").values_list("verb", flat=True)[:2]) == {
        "convention.corrected", "convention.renewed",
    }  # fmt: skip


def test_the_journal_holds_after_many_at_once(
    cast: Cast, posts: list[Position], settings: Settings, tmp_path: Path
) -> None:
    settings.JOURNAL_MARKS = tmp_path / "marks.jsonl"
    _outcome(
        cast,
        posts[0],
        numéro="7",
        contrat="CDD",
        dernier_jour=f"{LATER + timedelta(days=90):%d/%m/%Y}",
    )
    assert verify().faults == []
