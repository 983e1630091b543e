"""The adulte-relais posts published by the State, brought in as posts and taken back."""

import csv
from datetime import date

import pytest
from django.conf import settings

from entremise.positions.enums import Contract, Status
from entremise.positions.importing.lives import SOURCE, followed
from entremise.positions.models import Position
from entremise.positions.policies import can_edit_position
from entremise.structures.enums import Role
from entremise.structures.models import Membership, Structure
from entremise.territories.models import Commune, ContratVille, Epci
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
from tests.positions.factories import Terms, make_position
from tests.structures.factories import make_membership, make_structure
from tests.support.cast import Cast
from tests.territories.factories import make_commune, make_region

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

TITLES = ("contrat_ville", "departement", "siret", "employeur", "postes_2024", "postes_2025")
LILLE, SIRET = "CN05911M", "21590350100017"
REAL = settings.GEODATA / "csv" / "adultes_relais_hdf.csv"


@pytest.fixture(autouse=True)
def _places() -> None:
    commune = make_commune(region=make_region(), population=230_000)
    Commune.objects.filter(pk=commune.pk).update(region="32")
    ContratVille.objects.create(code=LILLE, name="MEL", commune=commune)


def _row(siret: str = SIRET, before: object = 2, after: object = 3, name: str = "VILLE D'ESSAI"):
    return (LILLE, "59", siret, name, before, after)


def _bring(cast: Cast, *rows: tuple[object, ...]):
    return bring(cast.regional, *rows, importer="adultes_relais", titles=TITLES)


def _lives() -> list[tuple[str, date, date | None]]:
    rows = Position.objects.filter(source=SOURCE).order_by("number")
    return [(row.number, row.periods.get().starts_on, row.ended_on) for row in rows]


def test_posts_are_created_and_ended_by_year(cast: Cast) -> None:
    own = make_structure("Ville d'essai", siret=SIRET)
    imported = _bring(cast, _row(before=3, after=1))
    assert outcomes(imported) == ["update"]
    confirm(imported, cast.regional)
    first, eve = date(2024, 1, 1), date(2024, 12, 31)
    assert _lives() == [
        (f"{LILLE}-01", first, None),
        (f"{LILLE}-02", first, eve),
        (f"{LILLE}-03", first, eve),
    ]
    row = Position.objects.get(number=f"{LILLE}-01")
    assert (row.structure, row.commune_id, row.source) == (own, "59350", SOURCE)
    period = row.periods.get()
    assert (period.contract, period.status) == (Contract.ADULTE_RELAIS, Status.CREATED)
    again = _bring(cast, _row(before=3, after=1))
    assert outcomes(again) == ["unchanged"]
    undo(imported, cast.regional)
    assert imported.counts["undone"] == 1
    assert not Position.objects.exists()


def test_an_unknown_employer_is_created_and_taken_back(cast: Cast) -> None:
    imported = _bring(cast, _row())
    assert outcomes(imported) == ["create"]
    confirm(imported, cast.regional)
    made = Structure.objects.get(siret=SIRET)
    assert (made.actor_type, made.source, made.positions.count()) == ("commune", SOURCE, 3)
    undo(imported, cast.regional)
    assert not Structure.objects.filter(siret=SIRET).exists()


def test_posts_typed_by_a_structure_are_counted_and_left_alone(cast: Cast) -> None:
    own = make_structure("Ville d'essai", siret=SIRET)
    typed = make_position(own, on=date(2023, 5, 1), terms=Terms(Contract.ADULTE_RELAIS))
    imported = _bring(cast, _row(before=1, after=2))
    assert "2024 : 1 poste déjà au registre." in str(reasons_of(imported, 2))
    confirm(imported, cast.regional)
    assert [life[1] for life in _lives()] == [date(2025, 1, 1)]
    fewer = _bring(cast, _row(before=1, after=0))
    confirm(fewer, cast.regional)
    typed.refresh_from_db()
    assert (typed.ended_on, typed.source) == (None, "")


def test_another_establishment_is_proposed_not_taken(cast: Cast) -> None:
    make_structure("Ville d'essai", siret=SIRET, siren=SIRET[:9])
    imported = _bring(cast, _row(siret="21590350100025"))
    assert outcomes(imported) == ["duplicate"]
    assert "même SIREN" in str(reasons_of(imported, 2))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (_row(siret="21590350100018"), "La clé de ce SIRET"),
        (_row(siret="2159035010001"), "SIRET"),
        (_row(before=-1), "n'est pas un nombre de postes"),
        (_row(after="²"), "n'est pas un nombre de postes"),
        (_row(after="9" * 5000), "n'est pas un nombre de postes"),
        (_row(after="deux"), "n'est pas un nombre de postes"),
        (_row(after="2,5"), "n'est pas un nombre de postes"),
        (("CN99999X", *_row()[1:]), "n'est le code d'aucun contrat de ville"),
        (_row(name=""), "Il manque « employeur »"),
        (_row(before="", after=""), "Il manque le nombre de postes"),
    ],
)
def test_what_is_wrong_is_said(cast: Cast, row: tuple[object, ...], why: str) -> None:
    imported = _bring(cast, row)
    assert outcomes(imported) == ["error"]
    assert why in str(reasons_of(imported, 2)).replace("\u202f", " ").replace("’", "'").replace(
        "\xa0", " "
    )


def test_a_line_said_twice_is_an_error(cast: Cast) -> None:
    imported = _bring(cast, _row(), _row())
    assert outcomes(imported) == ["create", "error"]


def test_a_year_is_chosen_by_its_column(cast: Cast) -> None:
    imported = receive(
        cast.regional, csv_of(_row(before=5, after=1), titles=TITLES), "adultes_relais"
    )
    mapping = {name: place for name, place in imported.mapping.items() if name != "in_2024"}
    confirm(analyse(imported, cast.regional, mapping), cast.regional)
    assert [life[1:] for life in _lives()] == [(date(2025, 1, 1), None)]
    late = _bring(cast, (*_row(before=2)[:5], ""))
    assert outcomes(late) == ["error"]


def test_the_mission_changes_the_posts_of_an_employer_that_nobody_directs(cast: Cast) -> None:
    own = make_structure("Ville d'essai", siret=SIRET)
    row = make_position(own)
    assert can_edit_position(cast.regional.actor, row)
    member = make_membership(Role.DIRECTOR, own)
    assert not can_edit_position(cast.regional.actor, row)
    Membership.objects.filter(pk=member.pk).update(
        ends_on=date(2020, 1, 1), starts_on=date(2019, 1, 1)
    )
    assert can_edit_position(cast.regional.actor, row)


def test_years_follow_one_another() -> None:
    made, _ = followed([], "C", {2024: 2, 2025: 1, 2026: 2}, {})
    assert made == [
        ["C-01", "2024-01-01", ""], ["C-02", "2024-01-01", "2024-12-31"],
        ["C-03", "2026-01-01", ""],
    ]  # fmt: skip
    corrected, _ = followed(made, "C", {2026: 1}, {})
    assert corrected == made[:2]


@pytest.mark.skipif(not REAL.is_file(), reason="sans le fichier de l'État (ENTREMISE_GEODATA)")
def test_the_real_file(cast: Cast) -> None:
    with REAL.open(encoding="utf-8") as opened:
        codes = {row["contrat_ville"] for row in csv.DictReader(opened)}
    seat = Commune.objects.get(pk="59350")
    epci = Epci.objects.create(siren="200093201", name="MEL", kind="METRO")
    Commune.objects.filter(pk=seat.pk).update(epci=epci)
    ContratVille.objects.bulk_create(
        ContratVille(code=code, name=code, epci=epci) for code in codes - {LILLE}
    )
    imported = analyse(receive(cast.regional, REAL.read_bytes(), "adultes_relais"), cast.regional)
    assert imported.total == 303
    assert "error" not in outcomes(imported)
    confirm(imported, cast.regional)
    assert imported.state == "done", imported.trouble
    rows = Position.objects.filter(source=SOURCE)
    for year, count in ((2024, 648), (2025, 592)):
        day = date(year, 6, 30)
        held = [r for r in rows.prefetch_related("periods") if r.periods.all()[0].starts_on <= day
                and (r.ended_on is None or r.ended_on >= day)]  # fmt: skip
        assert len(held) == count
    undo(imported, cast.regional)
    assert not Position.objects.filter(source=SOURCE).exists()
    assert not Structure.objects.filter(source=SOURCE).exists()
