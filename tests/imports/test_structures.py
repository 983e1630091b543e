"""Structures brought in: what rows come to, written all at once, undone."""

import pytest
from django.urls import reverse

from entremise.core.errors import Refusal
from entremise.core.streaming import SHAPES
from entremise.imports import actions
from entremise.imports.models import Import
from entremise.journal.models import JournalLine
from entremise.structures.enums import Role
from entremise.structures.models import Structure
from tests.imports.factories import (
    analyse,
    as_file,
    bring,
    confirm,
    csv_of,
    outcomes,
    reasons_of,
    receive,
    row_of,
    undo,
    worked,
)
from tests.structures.factories import make_dispositif, make_membership, make_structure
from tests.structures.geography import make_places
from tests.support.cast import Cast, Person
from tests.support.client import client_of
from tests.territories.factories import make_commune

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SIRET = "55208131766522"
OTHER = "35600000000048"  # La Poste


@pytest.fixture(autouse=True)
def _places() -> None:
    make_places()


def _export(cast: Cast, shape: str = "csv") -> bytes:
    response = client_of(cast.regional).get(reverse("structure_export", args=[shape]))
    return b"".join(response.streaming_content)  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_registry_exported_comes_back_unchanged(cast: Cast, shape: str) -> None:
    make_structure("=SOMME(A1)", short_name="'+piège", siret=SIRET)
    make_structure("Avec « signes » ; et\nlignes", commune_id="59512")
    imported = analyse(receive(cast.regional, _export(cast, shape)), cast.regional)
    assert set(outcomes(imported)) == {"unchanged"}
    assert imported.total == Structure.objects.count()
    with pytest.raises(Refusal, match="Aucune ligne"):
        actions.confirm_import(imported=imported, by=cast.regional.actor)


def test_rows_are_created_changed_and_undone(cast: Cast) -> None:
    known = make_structure("Lille Sud Insertion", siret=SIRET, short_name="LSI")
    imported = bring(
        cast.regional,
        ("Médiation Nord", "Association", "", "59512", ""),
        ("Lille-Sud Insertion", "entreprise", SIRET, "", "lille"),
    )
    assert outcomes(imported) == ["create", "update"]
    assert not Structure.objects.filter(name="Médiation Nord").exists()
    confirm(imported, cast.regional)
    made = Structure.objects.get(name="Médiation Nord")
    assert (made.commune_id, made.source, made.search_name) == ("59512", "import", "mediationnord")
    known.refresh_from_db()
    assert (known.name, known.actor_type, known.commune_id) == (
        "Lille-Sud Insertion", "company", "59350",
    )  # fmt: skip
    assert known.short_name == "LSI"
    line = JournalLine.objects.get(verb="structure.edited")
    assert set(line.changes) == {"name", "actor_type", "commune_id"}
    assert line.user_id == cast.regional.actor.user_id
    undo(imported, cast.regional)
    assert imported.state == "undone"
    assert imported.counts["undone"] == 2
    assert not Structure.objects.filter(pk=made.pk).exists()
    known.refresh_from_db()
    assert (known.name, known.actor_type, known.commune_id) == (
        "Lille Sud Insertion", "association", None,
    )  # fmt: skip
    assert JournalLine.objects.filter(verb="structure.unregistered").count() == 1


def test_an_undoing_leaves_what_was_changed_or_used_since(cast: Cast) -> None:
    known = make_structure("Ancienne", siret=SIRET)
    imported = confirm(
        bring(
            cast.regional,
            ("Servie", "association", "", "59350", ""),
            ("Corrigée", "association", "", "59350", ""),
            ("Nouvelle", "entreprise", SIRET, "", ""),
        ),
        cast.regional,
    )
    make_dispositif(Structure.objects.get(name="Servie"))
    Structure.objects.filter(name="Corrigée").update(short_name="Cor")
    Structure.objects.filter(pk=known.pk).update(name="Renommée")
    undo(imported, cast.regional)
    assert imported.counts["stayed"] == 3
    assert "sert depuis ailleurs (dispositif)" in reasons_of(imported, 2)
    assert "modifiée depuis (nom court)" in reasons_of(imported, 3)
    assert "modifiée depuis (nom)" in reasons_of(imported, 4)
    known.refresh_from_db()
    assert (known.name, known.actor_type) == ("Renommée", "association")


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (("", "association"), "Il manque « nom »."),
        (("A", "asociation"), "« asociation » n'est pas un type d'acteur connu."),
        (("A", "association", "552081317"), "celui-ci en a 9"),
        (("A", "association", "5,52081E+13"), "format Texte"),
        (("A", "association", "55208131766523"), "La clé de ce SIRET"),
        (("A", "association", "", "99999"), "n'est le code d'aucune commune"),
        (("A", "association", "", "", "Roubais"), "Aucune commune ne répond à « Roubais »"),
        (("A", "association", "", "", "Saint-Denis"), "Plusieurs communes"),
        (("A", "association", "#REF!"), "en erreur"),
        (("A" * 161, "association"), "161 signes"),
    ],
)
def test_a_damaged_row_says_why_and_writes_nothing(
    cast: Cast, cells: tuple[str, ...], sentence: str
) -> None:
    imported = bring(cast.regional, cells)
    assert outcomes(imported) == ["error"]
    assert sentence in reasons_of(imported, 2)


def test_zeros_that_a_spreadsheet_took_away_are_put_back(cast: Cast) -> None:
    make_commune("01004", "Ambérieu-en-Bugey", departement=None, region=None)
    zero = "05550041700013"
    imported = bring(cast.regional, ("Ain", "association", zero.lstrip("0"), "1004", ""))
    assert outcomes(imported) == ["create"]
    confirm(imported, cast.regional)
    made = Structure.objects.get(name="Ain")
    assert (made.siret, made.commune_id) == (zero, "01004")


@pytest.mark.parametrize(
    ("known", "cells", "reason"),
    [
        ({"siret": OTHER, "commune_id": "59350"}, (SIRET, "59350"), "un autre SIRET"),
        ({"commune_id": None}, ("", "59350"), "dont la commune n'est pas la même"),
    ],
)
def test_namesakes_are_likely_duplicates(
    cast: Cast, known: dict[str, str], cells: tuple[str, str], reason: str
) -> None:
    make_structure("Régie des Moulins", **known)
    imported = bring(cast.regional, ("regie des moulins", "association", *cells, ""))
    assert outcomes(imported) == ["duplicate"]
    assert reason in reasons_of(imported, 2)


def test_a_name_that_resembles_is_decided_by_somebody(cast: Cast) -> None:
    known = make_structure("Régie de quartier des Moulins", commune_id="59350")
    row = ("Régie de quartier de Moulins", "entreprise", "", "59350", "")
    imported = bring(cast.regional, row)
    assert outcomes(imported) == ["duplicate"]
    with pytest.raises(Refusal, match="Aucune ligne"):
        actions.confirm_import(imported=imported, by=cast.regional.actor)
    doubt = row_of(imported, 2)
    for choice, outcome in (("create", "create"), ("", "duplicate"), ("skip", "skipped"),
                            ("", "duplicate"), ("update", "update")):  # fmt: skip
        actions.decide_row(row=doubt, choice=choice, by=cast.regional.actor)
        assert outcomes(imported) == [outcome]
    imported.refresh_from_db()
    confirm(imported, cast.regional)
    known.refresh_from_db()
    assert (known.name, known.actor_type) == ("Régie de quartier de Moulins", "company")


def test_a_namesake_of_the_same_seat_is_never_created_twice(cast: Cast) -> None:
    make_structure("CCAS", commune_id="59350", siret=OTHER)
    imported = bring(cast.regional, ("CCAS", "CCAS", SIRET, "59350", ""))
    with pytest.raises(Refusal, match="pas possible"):
        actions.decide_row(row=row_of(imported, 2), choice="create", by=cast.regional.actor)


def test_the_same_structure_twice_in_a_file(cast: Cast) -> None:
    known = make_structure("Déjà là", siret=SIRET)
    imported = bring(
        cast.regional,
        ("Neuve", "association", OTHER, "59350", ""),
        ("Autre nom", "association", OTHER, "59512", ""),
        ("neuve", "association", "", "59350", ""),
        ("Déjà là", "entreprise", SIRET, "", ""),
        (known.name, "association", SIRET, "", ""),
    )
    assert outcomes(imported) == ["create", "error", "error", "update", "error"]
    assert "ligne 2 de ce fichier" in reasons_of(imported, 3)
    assert "ligne 5 de ce fichier" in reasons_of(imported, 6)


def test_a_word_accepted_once_mends_every_row_that_holds_it(cast: Cast) -> None:
    rows = [(f"Structure {n}", "asociation", "", "", "Roubais") for n in range(3)]
    imported = bring(cast.regional, *rows)
    assert outcomes(imported) == ["error"] * 3
    actions.correct_words(
        imported=imported,
        words={("commune", "Roubais"): "Roubaix", ("actor_type", "asociation"): "association"},
        by=cast.regional.actor,
    )
    worked(imported)
    assert outcomes(imported) == ["create"] * 3
    with pytest.raises(Refusal, match="proposés"):
        actions.correct_words(
            imported=imported, words={("commune", "Roubais"): "Lille"}, by=cast.regional.actor
        )


def test_what_changed_since_the_analysis_stops_the_whole(cast: Cast) -> None:
    known = make_structure("Citoyenne", siret=SIRET)
    imported = bring(
        cast.regional,
        ("Neuve", "association", "", "59350", ""),
        ("Citoyenne", "entreprise", SIRET, "", ""),
    )
    Structure.objects.filter(pk=known.pk).update(actor_type="gip")
    confirm(imported, cast.regional)
    assert imported.state == "analysed"
    assert "Rien n'a été écrit" in imported.trouble
    assert "(3)" in imported.trouble
    assert "a changé depuis l'analyse" in reasons_of(imported, 3)
    assert not Structure.objects.filter(name="Neuve").exists()
    confirm(imported, cast.regional)
    assert imported.state == "done"
    known.refresh_from_db()
    assert known.actor_type == "company"


def test_a_rule_broken_while_writing_stops_the_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = bring(
        cast.regional,
        ("Neuve", "association", "", "59350", ""),
        ("Prise", "association", SIRET, "59350", ""),
    )
    make_structure("Entre-temps", siret=SIRET)
    # As if it had been registered between the last reading and the writing.
    monkeypatch.setattr("entremise.imports.work.writing._same", lambda *_: True)
    original = Structure.objects.all()
    monkeypatch.setattr(
        "entremise.structures.importing.registry.editable_structures",
        lambda by: original.exclude(name="Entre-temps"),
    )
    confirm(imported, cast.regional)
    assert imported.state == "analysed"
    assert "porte déjà ce SIRET" in reasons_of(imported, 3)
    assert not Structure.objects.filter(name="Neuve").exists()


def test_confirming_and_undoing_happen_once(cast: Cast) -> None:
    imported = bring(cast.regional, ("Neuve", "association", "", "59350", ""))
    stale = Import.objects.get(pk=imported.pk)
    confirm(imported, cast.regional)
    with pytest.raises(Refusal, match="déjà confirmé"):
        actions.confirm_import(imported=stale, by=cast.regional.actor)
    with pytest.raises(Refusal, match="déjà confirmé"):
        actions.link_columns(
            imported=stale, mapping={"name": 0, "actor_type": 1}, by=cast.regional.actor
        )
    undo(imported, cast.regional)
    with pytest.raises(Refusal, match="déjà défait"):
        actions.undo_import(imported=stale, by=cast.regional.actor)
    assert Structure.objects.filter(name="Neuve").count() == 0


def test_whoever_left_writes_nothing(cast: Cast) -> None:
    imported = bring(cast.regional, ("Neuve", "association", "", "59350", ""))
    assert cast.regional.membership
    cast.regional.membership.ends_on = cast.regional.membership.starts_on
    cast.regional.membership.save()
    confirm(imported, cast.regional)
    assert imported.state == "analysed"
    assert "plus le droit d'importer" in imported.trouble
    assert not Structure.objects.filter(name="Neuve").exists()


def test_what_is_written_bears_the_name_of_whoever_confirmed(cast: Cast) -> None:
    imported = bring(cast.regional, ("Neuve", "association", "", "59350", ""))
    colleague = Person(make_membership(Role.REGIONAL, imported.structure))
    confirm(imported, colleague)
    line = JournalLine.objects.get(verb="structure.registered")
    assert line.user_id == colleague.actor.user_id


def test_a_number_taken_at_the_same_moment_is_no_failure(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_structure("Avant", siret=SIRET)
    imported = bring(cast.regional, ("Neuve", "association", OTHER, "59350", ""))

    def take(*_: object, **__: object) -> None:
        Structure.objects.create(name="Autre", siret=SIRET, actor_type="gip")

    monkeypatch.setattr("entremise.structures.importing.registry.register_structures", take)
    confirm(imported, cast.regional)
    assert imported.state == "analysed"
    assert "Confirmez de nouveau" in imported.trouble


WHOLE = {
    "siret": SIRET, "siren": SIRET[:9], "rna": "W591000123", "networks": ["la_fede", "pimms"],
    "address": "3 rue du Pont ; bâtiment B", "commune_id": "59512",
    "website": "https://mediation.example.org", "published": False, "update_rhythm": 6,
}  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_every_field_of_a_sheet_leaves_and_comes_back(cast: Cast, kind: str) -> None:
    """Unchanged where it stands, and whole where it was not."""
    whole = make_structure("Maison de la médiation", short_name="2MM", **WHOLE)
    make_structure("Antenne de Roubaix", part_of=whole, siren=SIRET[:9], commune_id="59350")
    content = as_file(_export(cast), kind)
    imported = analyse(receive(cast.regional, content), cast.regional)
    assert set(outcomes(imported)) == {"unchanged"}
    kept = Structure.objects.filter(pk=whole.pk).values(*WHOLE, "short_name").get()
    Structure.objects.filter(pk=whole.pk).update(
        siret=None, siren="", rna="", networks=[], address="", website="", published=True,
        update_rhythm=12, short_name="",
    )  # fmt: skip
    again = confirm(analyse(receive(cast.regional, content), cast.regional), cast.regional)
    assert Structure.objects.filter(pk=whole.pk).values(*WHOLE, "short_name").get() == kept
    undo(again, cast.regional)
    whole.refresh_from_db()
    assert (whole.siret, whole.siren, whole.networks, whole.published) == (None, "", [], True)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"SIREN": "732829321"}, "clé de ce SIREN"),
        ({"SIRET": SIRET, "SIREN": "732829320"}, "n'est pas celui du SIRET"),
        ({"numéro RNA": "W12"}, "neuf chiffres"),
        ({"réseaux": "la fédé ; pims"}, "n'est pas un réseau connu"),
        ({"site internet": "pas une adresse"}, "adresse d'un site"),
        ({"établissement de": "Citeoo"}, "Aucune structure ne s'appelle"),
        ({"rythme de mise à jour": "parfois"}, "n'est pas un rythme connu"),
        ({"visible du public": "peut-être"}, "ni oui ni non"),
    ],
)
def test_a_damaged_cell_of_the_sheet_says_why(
    cast: Cast, cells: dict[str, str], sentence: str
) -> None:
    titles = ("nom", "type d'acteur", *cells)
    content = csv_of(("Nouvelle", "association", *cells.values()), titles=titles)
    imported = analyse(receive(cast.regional, content), cast.regional)
    assert sentence in reasons_of(imported, 2).replace("’", "'")


def test_one_siren_is_a_likely_duplicate(cast: Cast) -> None:
    make_structure("Régie du Nord", siren="732829320")
    content = csv_of(
        ("Tout autre nom", "association", "732 829 320"), titles=("nom", "type d'acteur", "SIREN")
    )
    imported = analyse(receive(cast.regional, content), cast.regional)
    assert outcomes(imported) == ["duplicate"]
    assert "Même SIREN" in reasons_of(imported, 2)
