"""Posts that leave in a file and come back: whole, unchanged, or with exactly what was edited."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from entremise.core.cells import as_typed
from entremise.core.errors import Refusal
from entremise.imports.queries import key_to
from entremise.journal.models import ChangedMonth, JournalLine
from entremise.journal.verification import verify
from entremise.positions import actions
from entremise.positions.actions import ConventionTerms, Terms
from entremise.positions.enums import Cause, Contract, Status
from entremise.positions.importing.exports import HEADER
from entremise.positions.models import AdulteRelaisConvention, Position, PositionPeriod
from entremise.positions.whole import complete, told, whole
from entremise.structures.enums import Domain
from entremise.structures.models import Dispositif
from entremise.territories.models import Commune
from tests.imports.factories import (
    analyse,
    as_file,
    bring,
    confirm,
    csv_of,
    outcomes,
    reasons_of,
    receive,
    undo,
)
from tests.positions.factories import CDI, START, make_convention, make_position, step
from tests.structures.factories import make_dispositif, make_structure
from tests.structures.geography import make_places
from tests.support.cast import Cast, Person
from tests.support.client import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

HALF = Terms(Contract.ADULTE_RELAIS, Decimal("0.50"), vacant=True)
LATER = START + timedelta(days=100)


@pytest.fixture(autouse=True)
def _places() -> None:
    make_places()
    Commune.objects.update(region="32")


@pytest.fixture
def posts(cast: Cast) -> list[Position]:
    """One of each kind: a long life, an idea, two that nothing tells apart, one that has ended."""
    by = cast.director.actor
    host = make_structure("Le même nom")
    make_structure("Le même nom")
    long = make_position(
        cast.structure, Status.PROSPECT, title="=Piège ; \"soir\"", number="+1", hosted_by=host,
        dispositif=cast.dispositif, funding_lines=[cast.funding_line],
        qpv=Commune.objects.get(pk="59350").qpvs.get(pk="QN05901M"),
    )  # fmt: skip
    said = step(LATER, Cause.HIRED, "Après le « vote » ; dit le 3, enfin")
    actions.create_position(position=long, terms=HALF, step=said, by=by)
    on = step(LATER + timedelta(days=9), Cause.LASTING, "@note")
    actions.consolidate_position(position=long, terms=CDI, step=on, by=by)
    first = make_convention(long, date(2019, 3, 1), number="AR;059, n° « 1 »", share=Decimal("0.5"))
    terms = ConventionTerms("AR 059 24", date(2022, 3, 1), qpv=long.qpv)
    last = actions.renew_convention(convention=first, terms=terms, by=by)
    checked = {"age_checked_on": date(2022, 2, 1), "situation_checked_on": None,
               "residence_checked_on": date(2022, 2, 2)}  # fmt: skip
    actions.mark_conditions(convention=last, checked=checked, by=by)
    idea = make_position(cast.structure, Status.PROSPECT, number="", title="'+Idée")
    same = [make_position(cast.structure, number="", title="Le même") for _ in range(2)]
    over = make_position(cast.structure, number="0042", domain=Domain.SCHOOL)
    actions.end_position(position=over, step=step(LATER, Cause.LOST), by=by)
    actions.support_position(position=over, supported=True, pilot=True, by=cast.regional.actor)
    return [long, idea, *same, over]


def exported(person: Person, shape: str = "csv", query: str = "") -> bytes:
    response = client_of(person).get(reverse(f"position_export_{shape}") + query)
    return b"".join(response.streaming_content)  # type: ignore[arg-type]


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def typed_cells(content: bytes) -> list[dict[str, str]]:
    """What the cells say, without the apostrophes that keep formulas from running."""
    return [{name: as_typed(cell) for name, cell in row.items()} for row in lines(content)]


def edited(content: bytes, row: Position, **cells: str) -> bytes:
    """The same file, some cells of a post typed over, named by their column."""
    rows = typed_cells(content)
    for line in rows:
        if line["référence"] == str(row.pk):
            line |= {name.replace("_", " "): value for name, value in cells.items()}
    return csv_of(*(list(line.values()) for line in rows), titles=list(rows[0]))


def everything() -> dict[int, dict[str, Any]]:
    return {row.pk: told(whole(row)) for row in complete(Position.objects.all())}


def read(person: Person, content: bytes) -> Any:
    return analyse(receive(person, content, "positions"), person)


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
    response = client_of(cast.director).get(reverse("import_export", args=["positions"]))
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


# --- a table typed elsewhere

TITLES = ("intitulé", "domaine", "code de la commune", "statut", "depuis le", "contrat", "note")
ROW = ("Médiateur de nuit", "accès aux droits et aux services", "59350", "créé", "01/03/2024",
       "CDI", "")  # fmt: skip


def typed(person: Person, *rows: tuple[str, ...], **more: str) -> Any:
    """A table of these rows, with columns of one value."""
    whole_rows = [(*row, *more.values()) for row in rows]
    titles = (*TITLES, *(name.replace("_", " ") for name in more))
    return bring(person, *whole_rows, importer="positions", titles=titles)


def test_posts_are_brought_in_and_taken_back(cast: Cast) -> None:
    row = ("Médiatrice", "milieu scolaire et jeunesse", "59350", "consolidé", "01/05/2025", "CDI",
           "Après essai")  # fmt: skip
    imported = typed(
        cast.director, row, numéro="S1", dispositif="moulins", quotité="0,8",
        financements=cast.funding_line.label, QPV="QN05901M",
        états_précédents="créé le 01/03/2024, CDD, recrutement",
        conventions_adulte_relais="AR 1, du 01/03/2024",
    )  # fmt: skip
    assert outcomes(imported) == ["create"], reasons_of(imported, 2)
    confirm(imported, cast.director)
    made = Position.objects.get(number="S1")
    assert (made.structure, made.dispositif) == (cast.structure, cast.dispositif)
    assert list(made.funding_lines.all()) == [cast.funding_line]
    assert [one.cell_id is not None for one in made.periods.all()] == [True, True]
    assert made.conventions.get().ends_on == date(2027, 2, 28)
    months = ChangedMonth.objects.filter(month=date(2024, 3, 1)).values_list("fact", flat=True)
    assert {"positions", "position_moves"} <= set(months)
    again = typed(cast.director, row, numéro="S1")
    assert outcomes(again) == ["unchanged"]
    undo(imported, cast.director)
    assert not Position.objects.exists()
    assert imported.counts["undone"] == 1


def test_what_was_changed_since_stays(cast: Cast) -> None:
    imported = typed(cast.director, ROW, (*ROW[:4], "02/03/2024", *ROW[5:]), numéro="")
    assert outcomes(imported) == ["create", "create"]
    confirm(imported, cast.director)
    first, second = Position.objects.order_by("pk")
    actions.change_terms(
        position=first, terms=HALF, step=step(LATER, Cause.HOURS), by=cast.director.actor
    )
    undo(imported, cast.director)
    assert "modifié depuis" in reasons_of(imported, 2)
    assert [row.pk for row in Position.objects.all()] == [first.pk]
    assert first.periods.count() == 2


def test_former_values_are_given_back_around_what_changed(
    cast: Cast, posts: list[Position]
) -> None:
    long = posts[0]
    content = edited(exported(cast.director), long, intitulé="Autre", contrat="CDD")
    imported = confirm(read(cast.director, content), cast.director)
    later = step(LATER + timedelta(days=300))
    actions.change_terms(position=long, terms=HALF, step=later, by=cast.director.actor)
    undo(imported, cast.director)
    long.refresh_from_db()
    assert long.title == '=Piège ; "soir"'
    assert long.periods.count() == 4  # a history goes back whole, or stays
    assert "contrat" in reasons_of(imported, imported.rows.get(written=True).number)


def test_two_alike_are_asked_about(cast: Cast) -> None:
    make_position(cast.structure, title="Médiateur de nuit", number="")
    imported = typed(cast.director, ROW)
    assert outcomes(imported) == ["duplicate"]
    assert "Un poste semblable" in reasons_of(imported, 2)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"domaine": "transport commun"}, "n'est pas un domaine connu"),
        ({"statut": "crée par erreur"}, "n'est pas un statut de poste connu"),
        ({"depuis le": "31/02/2025"}, "n'est pas une date"),
        ({"depuis le": "01/01/2099"}, "pas encore venu"),
        ({"depuis le": ""}, "Il manque « depuis le »"),
        ({"contrat": "CDI+"}, None),
        ({"contrat": "contrat ?"}, "n'est pas un contrat connu"),
        ({"quotité": "1,5"}, "n'est pas une quotité"),
        ({"quotité": "80"}, "n'est pas une quotité"),
        ({"quotité": "NaN"}, "n'est pas une quotité"),
        ({"depuis le": "01/03/0202"}, "l'année n'est pas entre"),
        ({"convention": "AR 1, du 01/03/9999"}, "l'année n'est pas entre"),
        ({"états précédents": "«" * 10_001}, "10000 au plus"),
        ({"financements": "(n° " * 2000 + ")"}, "4000 au plus"),
        ({"code de la commune": "99999"}, "n'est le code d'aucune commune"),
        ({"QPV": "QN05902M"}, "n'est pas dans la commune"),
        ({"QPV": "QN00000X"}, "n'est le code d'aucun QPV"),
        ({"dispositif": "Ailleurs"}, "Aucun dispositif ne s'appelle"),
        ({"financements": "Jamais vu"}, "Aucun financement ne s'intitule"),
        ({"états précédents": "créé hier"}, "statut et un jour"),
        ({"états précédents": "créé le 01/01/2023"}, "il manque le contrat"),
        ({"états précédents": "créé le 01/01/2025, CDD"}, "ne vient pas après"),
        ({"états précédents": "consolidé le 01/01/2023, CDD"}, "ne revient pas en arrière"),
        ({"états précédents": "créé le 01/01/2023, CDI"}, "Rien ne change"),
        ({"statut": "consolidé", "états précédents": "en perspective le 01/01/2023, CDI"},
         "créé avant d'être consolidé"),
        ({"états précédents": "créé le 01/01/2023, CDE"}, "n'est pas un contrat connu"),
        ({"dernier jour": "01/01/2024"}, "il ne peut avoir pris fin plus tôt"),
        ({"dernier jour": "01/01/2099"}, "pas encore venu"),
        ({"cause de la fin": "départ"}, "pas de dernier jour"),
        ({"convention": "AR 1"}, "un numéro et un premier jour"),
        ({"convention": "AR 1, du 01/03/2024 au 01/01/2024"}, "avant d'avoir commencé"),
        ({"convention": "AR 1, du 01/03/2024 ; AR 2, du 01/03/2025"}, "couvre déjà"),
        ({"convention": "AR 1, du 01/03/2024, renouvelle celle du 01/03/2021"}, "n'est pas dite"),
        ({"convention": "AR 1, du 01/03/2024, QN00000X"}, "n'est le code d'aucun QPV"),
        ({"convention": "AR 1, du 01/03/2024, bidule"}, "ne se lit pas"),
        ({"convention": "AR 1, du 01/03/2024, âge vérifié le 01/01/2099"}, "pas encore venue"),
        ({"référence": "999999"}, "ne porte la référence"),
        ({"référence": "un"}, "n'est pas une référence"),
        ({"référence": "²"}, "n'est pas une référence"),
        ({"accompagné": "oui"}, "la mission régionale"),
    ],
)  # fmt: skip
def test_a_damaged_row_says_why(cast: Cast, cells: dict[str, str], sentence: str | None) -> None:
    row = dict(zip(TITLES, ROW, strict=True)) | cells
    imported = bring(cast.director, tuple(row.values()), importer="positions", titles=tuple(row))
    if sentence is None:
        assert outcomes(imported) == ["create"]
        return
    assert outcomes(imported) == ["error"]
    assert sentence in reasons_of(imported, 2)


def test_a_misspelt_word_finds_the_right_one(cast: Cast) -> None:
    imported = typed(cast.director, (*ROW[:3], "consolider", *ROW[4:5], "adulte-relay", ""))
    said = {word["word"]: word["near"] for word in _suggestions(imported)}
    assert said["consolider"] == ["consolidé"]
    assert said["adulte-relay"] == ["adulte-relais"]


def _suggestions(imported: Any) -> Any:
    return imported.plain(key_to(imported), "suggestions")


def test_a_number_is_said_once(cast: Cast) -> None:
    make_position(cast.structure, number="7")
    imported = typed(cast.director, ROW, ROW, numéro="8")
    assert outcomes(imported) == ["create", "error"]
    known = make_position(cast.structure, number="9", title="Autre")
    clash = typed(cast.director, ROW, numéro="7", référence=str(known.pk))
    assert "déjà ce numéro" in reasons_of(clash, 2)


def test_a_name_in_a_note_is_noticed(cast: Cast) -> None:
    imported = typed(cast.director, (*ROW[:6], "Remplace Mme Durand"))
    assert outcomes(imported) == ["create"]
    assert "nommer une personne" in reasons_of(imported, 2)


# --- whose posts they are


def test_the_posts_of_others_are_out_of_reach(cast: Cast) -> None:
    theirs = make_position(
        cast.neighbour, number="N1", dispositif=cast.neighbour_dispositif,
        funding_lines=[cast.neighbour_funding_line],
    )  # fmt: skip
    line = cast.neighbour_funding_line
    siret = "21590350100017"
    type(cast.neighbour).objects.filter(pk=cast.neighbour.pk).update(siret=siret)
    before = everything()
    for cells, sentence in (
        ({"référence": str(theirs.pk)}, "ne porte la référence"),
        ({"employeur": cast.neighbour.name}, "Aucune structure ne s'appelle"),
        ({"SIRET": siret}, "Aucune structure du registre"),
        ({"dispositif": cast.neighbour_dispositif.name}, "Aucun dispositif"),
        ({"financements": f"{line.label} (n° {line.pk})"}, "n'a le numéro"),
        ({"financements": line.label}, "Aucun financement"),
    ):
        imported = typed(cast.director, ROW, **{k.replace(" ", "_"): v for k, v in cells.items()})
        assert outcomes(imported) == ["error"], cells
        assert sentence in reasons_of(imported, 2)
        assert "N1" not in reasons_of(imported, 2)
    own = typed(cast.director, ROW, numéro="N1")  # their number is free here
    assert outcomes(own) == ["create"]
    confirm(own, cast.director)
    assert everything()[theirs.pk] == before[theirs.pk]


def test_the_mission_writes_what_nobody_directs(cast: Cast, posts: list[Position]) -> None:
    free = make_structure("Association sans direction")
    rows = (ROW, (*ROW[:3], "en perspective", *ROW[4:]))
    theirs = typed(cast.regional, *rows, employeur=cast.structure.name)
    assert outcomes(theirs) == ["error", "create"]
    assert "saisit lui-même" in reasons_of(theirs, 2)
    assert outcomes(typed(cast.regional, ROW, employeur=free.name, accompagné="oui")) == ["create"]
    content = exported(cast.regional)
    moved = read(cast.regional, edited(content, posts[0], contrat="CDD"))
    assert "que leur accompagnement" in reasons_of(moved, moved.rows.get(outcome="error").number)
    helped = read(cast.regional, edited(content, posts[0], accompagné="oui"))
    confirm(helped, cast.regional)
    posts[0].refresh_from_db()
    assert posts[0].supported
    far = typed(cast.regional, (*ROW[:2], "13055", *ROW[3:]), employeur=free.name)
    assert outcomes(far) == ["error"]


def test_others_bring_nothing_in(cast: Cast) -> None:
    for name in ("coordinator", "mediator", "steering", "partner"):
        answer = client_of(getattr(cast, name)).get(reverse("import_export", args=["positions"]))
        assert answer.status_code in {403, 404}


# --- at volume


def test_rows_ask_a_constant_number_of_questions(cast: Cast) -> None:
    def questions(count: int, since: int) -> tuple[int, int]:
        rows = [(*ROW, f"V{number}") for number in range(since, since + count)]
        imported = receive(cast.director, csv_of(*rows, titles=(*TITLES, "numéro")), "positions")
        with CaptureQueriesContext(connection) as analysed:
            analyse(imported, cast.director)
        with CaptureQueriesContext(connection) as wrote:
            confirm(imported, cast.director)
        assert imported.counts == {"create": count}
        return len(analysed), len(wrote)

    questions(2, 0)
    assert questions(3, 100) == questions(30, 200)


def test_an_export_asks_a_constant_number_of_questions(cast: Cast) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            exported(cast.director)
        return len(asked)

    def grow(count: int) -> None:
        for _ in range(count):
            service: Dispositif = make_dispositif(cast.structure)
            make_convention(make_position(cast.structure, dispositif=service))

    grow(2)
    first = questions()
    grow(10)
    assert questions() == first
