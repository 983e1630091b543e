"""Whoever is behind a contact: told, sealed, read by few, confirmed, let go, and nowhere else."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.urls import reverse

from entremise.core import clock
from entremise.core.clock import months_after
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.journal.retention import plan, rules_on, run
from entremise.journal.retention.proof import told_again
from entremise.structures import actions, facts
from entremise.structures.models import Contact, ContactPerson, Structure
from entremise.structures.purposes import purposes
from entremise.territories.models import Commune
from entremise.vault.keys import open_keys
from entremise.vault.models import DataKey
from entremise.vault.rows import words_of
from tests.architecture.sources import PACKAGE
from tests.structures.factories import make_person, make_structure
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of
from tests.support.routes import all_routes
from tests.territories.factories import make_commune

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NAME = "Direction 7f3a9c"
EMAIL, PHONE = "ligne-7f3a9c@example.org", "0699887766"
SECRETS = (NAME, EMAIL, PHONE)


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """A function that the public may call: what is behind it must not follow."""
    return Contact.objects.create(
        structure=cast.structure, function="Direction", phone="0320000000", published=True
    )


@pytest.fixture
def director(cast: Cast) -> PageClient:
    return client_of(cast.director)


def posted(**changes: str) -> dict[str, str]:
    """The form of a person, filled in."""
    return {
        "name": NAME, "email": EMAIL, "phone": "06 99 88 77 66", "purpose": "meetings",
        "informed_on": clock.today().isoformat(), "informed_how": "email", "kept_until": "",
        **changes,
    }  # fmt: skip


def attached(cast: Cast, contact: Contact, **changes: Any) -> ContactPerson:
    """A person attached by the director."""
    said = {
        "words": actions.PersonWords(NAME, EMAIL, PHONE),
        "purpose": "meetings",
        "informed": actions.Informed(clock.today(), "oral"),
        "by": cast.director.actor,
    }
    return actions.attach_person(contact=contact, **{**said, **changes})


def address(name: str, contact: Contact | ContactPerson) -> str:
    """The address of a page about it: a person bears the number of its contact."""
    return reverse(f"person_{name}", args=[contact.pk])


# --- attached, read, corrected, confirmed


def test_a_person_is_attached_then_read_behind_a_button(
    cast: Cast, contact: Contact, director: PageClient
) -> None:
    form = director.get(address("attach", contact)).content.decode()
    for purpose in purposes():
        assert purpose.label.replace("’", "'") in form
    answer = director.post(address("attach", contact), posted())
    assert answer.status_code == 302, answer.context["form"].errors
    sheet = director.get(reverse("my_structure")).content.decode()
    assert address("detail", contact) in sheet
    assert not any(secret in sheet for secret in SECRETS)
    assert not JournalLine.objects.filter(verb="person.read").exists()
    answer = director.get(address("detail", contact))
    page = answer.content.decode()
    assert NAME in page
    assert EMAIL in page
    assert "article 6, 1, f" in page.replace("\u00a0", " ")
    assert answer["Cache-Control"] == "private, no-store"
    line = JournalLine.objects.get(verb="person.read")
    assert (line.user_id, line.structure_id, line.subject_id, line.changes) == (
        cast.director.actor.user_id, cast.structure.pk, str(contact.pk), {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("purpose", "curiosity"),
        ("purpose", ""),
        ("informed_on", ""),
        ("informed_on", "2999-01-01"),
        ("informed_how", ""),
        ("kept_until", "2020-01-01"),
        ("kept_until", "2099-01-01"),
        ("phone", "12"),
    ],
)
def test_nobody_is_noted_without_a_purpose_nor_being_told(
    contact: Contact, director: PageClient, field: str, typed: str
) -> None:
    answer = director.post(address("attach", contact), posted(**{field: typed}))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not ContactPerson.objects.exists()


def test_the_term_is_a_year_unless_said_and_what_the_rule_allows_at_most(
    cast: Cast, contact: Contact
) -> None:
    today = clock.today()
    longest = months_after(today, rules_on(today)["contact_persons"].months)
    assert attached(cast, contact).kept_until == months_after(today, 12)
    person = ContactPerson.objects.get()
    actions.confirm_person(person=person, kept_until=longest, by=cast.director.actor)
    for end in (longest + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(Refusal):
            actions.confirm_person(person=person, kept_until=end, by=cast.director.actor)
    person.refresh_from_db()
    assert person.kept_until == longest == months_after(today, 24)


def test_without_a_rule_nobody_is_noted(
    cast: Cast, contact: Contact, settings: Any, tmp_path: Any
) -> None:
    settings.RETENTION_RULES = tmp_path / "rules.toml"
    settings.RETENTION_RULES.write_text("rules = []")
    with pytest.raises(Refusal, match="Aucune durée"):
        attached(cast, contact)


def test_there_is_one_at_a_time(cast: Cast, contact: Contact) -> None:
    attached(cast, contact)
    with pytest.raises(Refusal, match="déjà une personne"):
        attached(cast, contact)
    actions.erase_person(person=ContactPerson.objects.get(), by=cast.director.actor)
    assert attached(cast, contact).pk == contact.pk


def test_it_is_corrected_and_confirmed(cast: Cast, contact: Contact, director: PageClient) -> None:
    person = attached(cast, contact, kept_until=clock.today() + timedelta(days=20))
    sheet = director.get(reverse("my_structure")).content.decode()
    assert "à confirmer ou effacer" in sheet
    director.get(address("correct", contact))
    director.post(
        address("correct", contact), {"name": "Direction 2", "email": "", "phone": "0320000009"}
    )
    row = ContactPerson.objects.get()
    assert dict(words_of([row])[0][1]) == {
        "name": "Direction 2", "email": "", "phone": "0320000009",
    }  # fmt: skip
    corrected = JournalLine.objects.get(verb="person.corrected")
    assert corrected.changes == {"name": None, "email": None, "phone": None}
    assert JournalLine.objects.filter(verb="person.read").count() >= 2
    answer = director.post(address("confirm", contact), {"kept_until": ""})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.kept_until == months_after(clock.today(), 12) > person.kept_until
    sheet = director.get(reverse("my_structure")).content.decode()
    assert "à confirmer ou effacer" not in sheet


# --- who reads


@pytest.mark.parametrize(
    "name",
    ["mediator", "coordinator", "neighbour_director", "partner", "steering", "admin", "dpo",
     "visitor"],
)  # fmt: skip
def test_nobody_else_reads_nor_learns_that_there_is_somebody(
    cast: Cast, contact: Contact, name: str
) -> None:
    attached(cast, contact)
    client = client_of(getattr(cast, name))
    for verb in ("detail", "correct", "confirm", "erase", "attach"):
        for send in (client.get, client.post):
            if (verb, send) != ("detail", client.post):
                answer = send(address(verb, contact))
                assert answer.status_code in (302, 403, 404)
                assert not any(secret in answer.content.decode() for secret in SECRETS)
    assert ContactPerson.objects.count() == 1
    for sheet in (reverse("my_structure"), reverse("structure_detail", args=[cast.structure.pk])):
        assert "Une personne" not in client.get(sheet).content.decode()
    assert not JournalLine.objects.filter(verb__in=["person.read", "person.erased"]).exists()


def test_the_mission_reads_in_its_region_what_its_own_purposes_ask_for(cast: Cast) -> None:
    here, far = make_commune(), Commune.objects.get(pk="13055")
    seen = {}
    for purpose in ("meetings", "convention", "emergency"):
        for place, seat in (("here", here), ("far", far), ("unknown", None)):
            one = Contact.objects.create(
                structure=make_structure(commune=seat), function="Direction", phone="0320000000"
            )
            make_person(one, purpose=purpose)
            answer = client_of(cast.regional).get(address("detail", one))
            seen[purpose, place] = answer.status_code == 200
            sheet = reverse("structure_detail", args=[one.structure_id])
            page = client_of(cast.regional).get(sheet).content.decode()
            assert ("Une personne" in page) == seen[purpose, place]
            assert "Attacher une personne" not in page
    assert {key for key, read in seen.items() if read} == {
        ("meetings", "here"), ("convention", "here"),
    }  # fmt: skip


def test_a_mission_that_moves_a_seat_or_merges_reads_nobody_more(cast: Cast) -> None:
    far = Commune.objects.get(pk="13055")
    there, taken = make_structure("Là-bas", commune=far), make_structure("Là-bas aussi")
    kept = make_structure("Ici", commune=make_commune())
    contacts = [
        Contact.objects.create(structure=one, function="Direction", phone="0320000000")
        for one in (there, taken)
    ]
    for one in contacts:
        make_person(one, NAME)
    Structure.objects.filter(pk=there.pk).update(commune=make_commune())
    actions.merge_structures(kept=kept, gone=taken, by=cast.regional.actor)
    mission = client_of(cast.regional)
    for one in contacts:
        assert mission.get(address("detail", one)).status_code == 404
        one.refresh_from_db()
        with pytest.raises(Refusal, match="Seule la structure"):
            actions.remove_contact(contact=one, by=cast.regional.actor)
    assert ContactPerson.objects.count() == 2


def test_the_mission_attaches_for_its_own_purposes_only(cast: Cast) -> None:
    one = Contact.objects.create(
        structure=make_structure(commune=make_commune()), function="Élu", phone="0320000000"
    )
    with pytest.raises(Refusal, match="finalité"):
        attached(cast, one, purpose="emergency", by=cast.regional.actor)
    mission = client_of(cast.regional)
    answer = mission.post(address("attach", one), posted(purpose="emergency"))
    assert "purpose" in answer.context["form"].errors
    assert mission.post(address("attach", one), posted()).status_code == 302


# --- where it is, and where it is not


def test_the_database_holds_no_word_of_it(cast: Cast, contact: Contact) -> None:
    attached(cast, contact)
    with connection.cursor() as cursor:
        cursor.execute("select * from structures_contactperson")
        (row,) = cursor.fetchall()
    raw = b"|".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in row
    )
    assert not any(secret.encode() in raw for secret in SECRETS)
    person = ContactPerson.objects.get()
    assert len({bytes(person.name), bytes(person.email), bytes(person.phone)}) == 3


def test_the_journal_and_the_history_say_that_never_who(
    cast: Cast, contact: Contact, director: PageClient
) -> None:
    person = attached(cast, contact)
    actions.correct_person(
        person=person, words=actions.PersonWords("Direction 2"), by=cast.director.actor
    )
    actions.confirm_person(person=person, by=cast.director.actor)
    actions.erase_person(person=person, by=cast.director.actor)
    told = json.dumps(list(JournalLine.objects.values("verb", "changes")), ensure_ascii=False)
    assert not any(secret in told for secret in (*SECRETS, "Direction 2"))
    page = director.get(reverse("structure_history", args=[cast.structure.pk]))
    phrases = [entry.phrase for entry in page.context["entries"]]
    assert phrases == ["Personne retirée d'un contact", "Personne attachée à un contact"]
    for url in (reverse("structure_history", args=[cast.structure.pk]), reverse("journal")):
        text = director.get(url).content.decode()
        assert not any(secret in text for secret in SECRETS)


def test_no_list_export_nor_public_page_knows_of_it(cast: Cast, contact: Contact) -> None:
    """Every address that needs no key, as those who read most, and as the public."""
    Contact.objects.filter(pk=contact.pk).update(dispositif=cast.dispositif)
    attached(cast, contact)
    addresses = [
        "/" + route.path
        for route in all_routes()
        if not route.converters and getattr(route.view, "intent", "") == "page"
    ]
    assert len(addresses) > 40
    addresses += [
        reverse("import_export", args=["structures", "csv"]),
        reverse("import_export", args=["dispositifs", "csv"]),
        reverse("import_export", args=["data_inclusion", "csv"]),
        reverse("dispositif_detail", args=[cast.dispositif.pk]),
    ]
    for person in (cast.director, cast.regional, cast.visitor):
        client = client_of(person)
        for one in addresses:
            answer = client.get(one)
            body = (
                b"".join(answer.streaming_content)  # type: ignore[arg-type]
                if answer.streaming
                else answer.content
            )
            assert not any(secret.encode() in body for secret in SECRETS), one
    assert not JournalLine.objects.filter(verb="person.read").exists()


def test_no_fact_holds_any_of_it(cast: Cast, contact: Contact) -> None:
    attached(cast, contact)
    today = clock.today()
    for rows in (facts.structure_rows, facts.dispositif_rows):
        table = rows(today.year, today.month)
        assert table.num_rows
        assert not any(secret in str(table.to_pydict()) for secret in SECRETS)


def test_few_files_know_that_there_are_persons() -> None:
    """Lists, searches, facts, files and public pages are made elsewhere."""
    knowing = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
        and re.search(r"ContactPerson|visible_persons|readable_persons", path.read_text())
    }
    assert {name.split("/")[0] for name in knowing} == {"structures"}
    assert not any(
        re.search(r"facts|export|import|data_inclusion|queries|public|lookup|sheet", name)
        for name in knowing
    )


# --- the end


def test_the_night_erases_at_its_term_and_destroys_the_key(cast: Cast, contact: Contact) -> None:
    end = clock.today() + timedelta(days=30)
    person = attached(cast, contact, kept_until=end)
    assert open_keys([person.key_id])
    assert plan(end) == []
    (planned,) = plan(end + timedelta(days=1))
    assert (planned.rule.code, planned.count) == ("contact_persons", 1)
    (done,) = run(end + timedelta(days=1))
    assert (done.rule, done.structure_id, done.treated) == (
        "contact_persons", cast.structure.pk, 1,
    )  # fmt: skip
    assert told_again(done) == done.digest
    assert not ContactPerson.objects.exists()
    assert not open_keys([person.key_id])
    assert person.words(None)["name"] == ""
    assert Contact.objects.filter(pk=contact.pk).exists()
    assert run(end + timedelta(days=1)) == []


def test_the_rule_is_the_longest_whatever_a_row_says(cast: Cast, contact: Contact) -> None:
    make_person(contact, kept_until=date(2999, 1, 1))
    limit = months_after(clock.today(), 24)
    assert plan(limit) == []
    assert [one.count for one in plan(limit + timedelta(days=1))] == [1]


def test_erased_by_hand_it_is_erased_at_once(
    cast: Cast, contact: Contact, director: PageClient
) -> None:
    person = attached(cast, contact)
    director.get(address("erase", contact))
    assert ContactPerson.objects.exists()
    director.post(address("erase", contact))
    assert not ContactPerson.objects.exists()
    assert not DataKey.objects.filter(pk=person.key_id).exists()
    with pytest.raises(Refusal, match="effacée entre-temps"):
        actions.confirm_person(person=person, by=cast.director.actor)


def test_a_contact_leaves_with_whoever_was_behind(cast: Cast, contact: Contact) -> None:
    person = attached(cast, contact)
    with pytest.raises(ProtectedError):
        contact.delete()
    actions.remove_contact(contact=contact, by=cast.director.actor)
    assert not ContactPerson.objects.exists()
    assert not DataKey.objects.filter(pk=person.key_id).exists()
    verbs = JournalLine.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["person.erased", "contact.removed"]


def test_a_person_follows_its_contact_when_sheets_are_merged_and_back(cast: Cast) -> None:
    gone = make_structure("Citéo, doublon", operator_type="")
    one = Contact.objects.create(structure=gone, function="Direction", phone="0320000000")
    make_person(one, NAME)
    director = client_of(cast.director)
    assert director.get(address("detail", one)).status_code == 404
    merge = actions.merge_structures(kept=cast.structure, gone=gone, by=cast.regional.actor)
    assert NAME in director.get(address("detail", one)).content.decode()
    assert JournalLine.objects.get(verb="person.read").structure_id == cast.structure.pk
    actions.undo_merge(merge=merge, by=cast.regional.actor)
    assert director.get(address("detail", one)).status_code == 404
    assert dict(words_of([ContactPerson.objects.get()])[0][1])["name"] == NAME


def test_the_sheet_asks_a_constant_number_of_questions(cast: Cast) -> None:
    def grow(rows: int) -> None:
        for _ in range(rows):
            number = Contact.objects.count()
            one = Contact.objects.create(
                structure=cast.structure, function=f"Fonction {number}", phone="0320000000"
            )
            if number % 2:
                make_person(one)

    for person in (cast.director, cast.regional):
        sheet = reverse("structure_detail", args=[cast.structure.pk])
        assert_constant_queries(client_of(person), sheet, grow)
