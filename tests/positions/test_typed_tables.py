"""Tables of posts typed elsewhere: read, written and taken back, each by whoever may."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entremise.imports.queries import key_to
from entremise.journal.models import ChangedMonth
from entremise.positions import actions
from entremise.positions.enums import Cause
from entremise.positions.models import Position
from entremise.structures.models import Dispositif
from entremise.territories.models import Commune
from tests.imports.factories import (
    analyse,
    bring,
    confirm,
    csv_of,
    outcomes,
    reasons_of,
    receive,
    undo,
)
from tests.positions.factories import make_convention, make_position, step
from tests.positions.tables import (
    HALF,
    LATER,
    ROW,
    TITLES,
    edited,
    everything,
    exported,
    make_posts,
    read,
    typed,
)
from tests.structures.factories import make_dispositif, make_structure
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.support.client import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture(autouse=True)
def _places() -> None:
    make_places()
    Commune.objects.update(region="32")


@pytest.fixture
def posts(cast: Cast) -> list[Position]:
    return make_posts(cast)


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
        answer = client_of(getattr(cast, name)).get(
            reverse("import_export", args=["positions", "csv"])
        )
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
