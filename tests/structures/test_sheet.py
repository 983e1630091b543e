"""The sheet of a structure: what it says, what it lacks, what was changed, who reads it again."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.structures.actions import (
    Identity,
    Reach,
    add_contact,
    confirm_sheet,
    edit_contact,
    edit_structure,
    register_structure,
)
from entremise.structures.enums import ActorType, OperatorType, UpdateRhythm
from entremise.structures.models import Contact, Structure
from entremise.structures.sheet import due_day, quality_of
from tests.structures.factories import make_structure
from tests.support.cast import Cast
from tests.support.client import PageClient, client_of
from tests.territories.factories import make_commune

SIRET = "55208131766522"
LATE = reverse("structure_list") + "?late=on"
REVIEWS = reverse("review_list")


def page_of(name: str, structure: Structure) -> str:
    """The address of a page about this structure."""
    return reverse(name, args=[structure.pk])


def identity(**changes: Any) -> Identity:
    """An association that employs mediators."""
    said = {"name": "Cité solidaire", "actor_type": ActorType.ASSOCIATION}
    return Identity(**{**said, "operator_type": OperatorType.ASSOCIATION, **changes})


@pytest.fixture
def mission(cast: Cast) -> PageClient:
    return client_of(cast.regional)


@pytest.fixture
def director(cast: Cast) -> PageClient:
    return client_of(cast.director)


# --- numbers


def test_the_siren_of_a_siret_is_known(cast: Cast) -> None:
    kept = register_structure(
        identity=identity(siret=SIRET), source="essai", by=cast.regional.actor
    )
    assert kept.siren == SIRET[:9]
    with pytest.raises(Refusal, match="SIREN"):
        edit_structure(
            structure=kept,
            identity=identity(siret=SIRET, siren="732829320"),
            by=cast.regional.actor,
        )


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("siren", "732 829 321", "clé de ce SIREN"),
        ("siren", "12", "9 chiffres"),
        ("rna", "W12", "neuf chiffres"),
        ("website", "pas une adresse", "URL"),
    ],
)
def test_a_wrong_number_is_said_beside_its_field(
    mission: PageClient, cast: Cast, name: str, typed: str, said: str
) -> None:
    form = mission.get(page_of("structure_edit", cast.structure)).context["form"]
    posted = {key: form[key].value() or "" for key in form.fields} | {name: typed}
    answer = mission.post(page_of("structure_edit", cast.structure), posted)
    assert answer.status_code == 200
    assert any(said in error for error in answer.context["form"].errors[name])


def test_an_association_has_its_rna_in_capitals(mission: PageClient, cast: Cast) -> None:
    form = mission.get(page_of("structure_edit", cast.structure)).context["form"]
    posted = {key: form[key].value() or "" for key in form.fields}
    posted |= {"rna": "w591 000 123", "networks": ["pimms", "la_fede"], "siren": "732 829 320"}
    answer = mission.post(page_of("structure_edit", cast.structure), posted)
    assert answer.status_code == 302, answer.context["form"].errors
    cast.structure.refresh_from_db()
    kept = cast.structure
    assert (kept.rna, kept.siren, kept.networks) == (
        "W591000123", "732829320", ["la_fede", "pimms"],
    )  # fmt: skip
    page = mission.get(page_of("structure_detail", kept)).content.decode()
    assert "LaFédé, UN PIMMS Médiation" in page


# --- how whole, how fresh


def test_completeness_counts_what_is_asked_of_this_kind(db: None) -> None:
    town = make_structure(actor_type=ActorType.COMMUNE, operator_type="", commune=make_commune())
    quality = quality_of(town)
    assert list(quality.missing) == ["SIRET ou SIREN", "un contact par fonction"]
    assert quality.completeness == pytest.approx(1 / 3)
    Contact.objects.create(structure=town, function="Accueil", phone="0320000000")
    town.siren = "732829320"
    assert quality_of(town).completeness == 1
    team = make_structure()
    assert "numéro RNA" in quality_of(team).missing
    assert "un contact que le public peut joindre" in quality_of(team).missing


def test_freshness_fades_between_one_rhythm_and_two(db: None) -> None:
    structure = make_structure(update_rhythm=UpdateRhythm.HALF_YEARLY)
    assert (quality_of(structure).freshness, quality_of(structure).is_late) == (0, True)
    rhythm = timedelta(days=6 * 365.25 / 12)
    seen = []
    for share in (0, 0.9, 1.5, 2, 3):
        structure.confirmed_on = clock.today() - rhythm * share
        seen.append(round(quality_of(structure).freshness, 1))
    assert seen == [1, 1, 0.5, 0, 0]


def test_the_day_to_confirm_is_a_day_of_the_calendar(db: None) -> None:
    structure = make_structure(update_rhythm=UpdateRhythm.HALF_YEARLY)
    structure.confirmed_on = clock.today().replace(year=2025, month=8, day=31)
    due = due_day(structure)
    assert due is not None
    assert due.isoformat() == "2026-02-28"


def test_the_list_of_sheets_to_confirm_says_what_the_sheet_says(
    cast: Cast, mission: PageClient
) -> None:
    """Each row of the list is late by its own page, and each that is not there is not."""
    for rhythm in UpdateRhythm.values:
        for days in (1, 80, 95, 175, 190, 360, 370, 740):
            make_structure(update_rhythm=rhythm, confirmed_on=clock.today() - timedelta(days=days))
    late = {row.pk for row in Structure.objects.all() if quality_of(row).is_late}
    seen: set[int] = set()
    query = LATE
    while True:
        page = mission.get(query).context["page"]
        seen |= {row.pk for row in page.rows}
        if page.after is None:
            break
        query = f"{LATE}&after={page.after}"
    assert seen == late
    assert late != {row.pk for row in Structure.objects.all()}


def test_a_sheet_is_confirmed_in_one_click_by_its_own_people(
    cast: Cast, director: PageClient
) -> None:
    page = director.get(reverse("my_structure")).content.decode()
    assert "Personne n'a encore confirmé" in page
    director.post(page_of("structure_confirm", cast.structure))
    cast.structure.refresh_from_db()
    assert cast.structure.confirmed_on == clock.today()
    assert "Tout est juste" not in director.get(reverse("my_structure")).content.decode()
    assert (
        client_of(cast.neighbour_director)
        .post(page_of("structure_confirm", cast.structure))
        .status_code
        == 404
    )


# --- what was changed, and the mission's reading of it


def test_what_a_structure_changes_is_read_again_and_may_be_put_back(
    cast: Cast, mission: PageClient
) -> None:
    before = cast.structure.name
    edit_structure(
        structure=cast.structure,
        identity=identity(
            name="Un autre nom", address="3 rue du Pont", commune_id=cast.structure.commune_id
        ),
        by=cast.director.actor,
    )
    assert [row.pk for row in mission.get(REVIEWS).context["structures"]] == [cast.structure.pk]
    address = page_of("structure_review", cast.structure)
    changes = {one.name: one for one in mission.get(address).context["changes"]}
    assert (changes["name"].before, changes["name"].after) == (before, "Un autre nom")
    mission.post(address, {"put_back": ["name", "carnet_pin", "merged_into"]})
    cast.structure.refresh_from_db()
    assert (cast.structure.name, cast.structure.address) == (before, "3 rue du Pont")
    assert mission.get(REVIEWS).context["structures"] == []
    assert JournalLine.objects.filter(verb="structure.reviewed").count() == 1


def test_what_the_mission_writes_needs_no_second_reading(cast: Cast, mission: PageClient) -> None:
    edit_structure(
        structure=cast.structure, identity=identity(name="Corrigé"), by=cast.regional.actor
    )
    assert mission.get(REVIEWS).context["structures"] == []


def test_the_history_tells_each_field_and_no_name(cast: Cast, director: PageClient) -> None:
    lille = make_commune()
    edit_structure(
        structure=cast.structure,
        identity=identity(commune_id=lille.pk, published=False),
        by=cast.director.actor,
    )
    add_contact(
        structure=cast.structure, reach=Reach("Accueil", phone="0320000000"), by=cast.regional.actor
    )
    page = director.get(page_of("structure_history", cast.structure))
    entries = page.context["entries"]
    assert [entry.hand for entry in entries] == ["la mission régionale", "la structure"]
    said = {change.label: change.after for change in entries[1].changes}
    assert said["commune du siège"] == lille.name
    assert said["visible du public"] == "non"
    assert cast.director.actor.name not in page.content.decode().split("<main")[1]
    for other in (cast.mediator, cast.neighbour_director, cast.partner):
        assert client_of(other).get(page_of("structure_history", cast.structure)).status_code in (
            403,
            404,
        )


# --- contacts


def test_a_contact_is_a_function_that_can_be_reached(cast: Cast, director: PageClient) -> None:
    address = page_of("contact_new", cast.structure)
    for posted, field in (
        ({"function": "Mme Durand", "phone": "03 20 00 00 01"}, "function"),
        ({"function": "Accueil"}, None),
        ({"function": "Accueil", "phone": "3"}, "phone"),
    ):
        answer = director.post(address, posted)
        assert answer.status_code == 200
        assert answer.context["form"].errors
        if field:
            assert field in answer.context["form"].errors
    director.post(address, {"function": "Accueil", "phone": "03 20 00 00 01"})
    contact = Contact.objects.get()
    assert contact.phone == "0320000001"
    again = director.post(address, {"function": "Accueil", "phone": "03 20 00 00 02"})
    assert "déjà un contact" in again.content.decode()
    edit_contact(
        contact=contact,
        reach=Reach("Accueil", email="accueil@example.org", published=True),
        by=cast.director.actor,
    )
    assert "accueil@example.org" in director.get(reverse("my_structure")).content.decode()
    theirs = client_of(cast.neighbour_director)
    assert theirs.post(reverse("contact_remove", args=[contact.pk])).status_code == 404
    director.post(reverse("contact_remove", args=[contact.pk]))
    assert not Contact.objects.exists()


def test_an_establishment_says_whose_it_is(cast: Cast, mission: PageClient) -> None:
    part = make_structure("Antenne de Roubaix", part_of=cast.structure)
    page = mission.get(page_of("structure_detail", cast.structure)).content.decode()
    assert part.name in page
    assert cast.structure.name in mission.get(page_of("structure_detail", part)).content.decode()
    confirm_sheet(structure=part, by=cast.regional.actor)
