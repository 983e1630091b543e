"""Letters: each party reads what is theirs, and nothing else can get in."""

import re
from io import BytesIO

import docx
import pytest
from django.urls import reverse

from entremise.cases import actions, letters
from entremise.cases.enums import LetterKind
from entremise.cases.models import Case, Letter, LetterText
from entremise.core import clock
from entremise.journal.models import JournalLine
from tests.cases.factories import all_agree, hold, make_agreement, make_case, make_letter
from tests.support.cast import Cast
from tests.support.client import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SECRETS = ("Demandeur", "03 20", "bruit la nuit", "Confié", "pleuré", "Constaté")


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case full of words, an agreement, a meeting to come."""
    by = cast.mediator.actor
    case = make_case(cast.dispositif, cast.mediator.membership, by=cast.coordinator.actor)
    all_agree(case, by)
    hold(case, "round_table", by, report="Demandeur Exemple a pleuré.")
    make_agreement(case, by)
    for party in case.parties.all():
        if party.role == "applicant":
            actions.write_note(case=case, party=party, text="Confié en secret.", by=by)
    actions.write_note(case=case, party=None, text="Constaté dans l'escalier.", by=by)
    actions.plan_step(
        case=case, kind="interview", at=clock.now(), parties=list(case.parties.all()),
        mediators=(), place="Salle du quartier", by=by,
    )  # fmt: skip
    return case


@pytest.mark.parametrize("kind", LetterKind.values)
def test_a_letter_holds_nothing_of_the_other_party(case: Case, cast: Cast, kind: str) -> None:
    other = case.parties.get(role="other")
    letter = make_letter(other, cast.mediator.actor, kind)
    sheet = str(letters.sheet_of(letter))
    assert "Voisin Exemple" in sheet
    assert [word for word in SECRETS if word in sheet] == []
    assert letter.key_id == other.key_id


def test_what_all_share_is_filled_in(case: Case, cast: Cast) -> None:
    other = case.parties.get(role="other")
    assert "Pas de musique après 22 h" in letters.draft(other, "agreement")["body"]
    convocation = letters.draft(other, "convocation")["body"]
    assert "Salle du quartier" in convocation
    assert "Médiateur 012" in letters.draft(other, "proposal")["body"]


def test_a_letter_is_read_as_pdf_and_docx_and_each_reading_is_told(case: Case, cast: Cast) -> None:
    letter = make_letter(case.parties.get(role="other"), cast.mediator.actor)
    mediator = client_of(cast.mediator)
    pdf = mediator.get(reverse("letter_pdf", args=[letter.pk]))
    assert pdf.content.startswith(b"%PDF-")
    word = mediator.get(reverse("letter_docx", args=[letter.pk]))
    text = "\n".join(one.text for one in docx.Document(BytesIO(word.content)).paragraphs)
    assert "libre d’accepter" in text
    assert JournalLine.objects.filter(verb="letter.read").count() == 2
    for name, status in (("director", 302), ("partner", 404), ("neighbour_mediator", 404)):
        client = client_of(getattr(cast, name))
        assert client.get(reverse("letter_pdf", args=[letter.pk])).status_code == status
    assert JournalLine.objects.filter(verb="letter.read").count() == 2


def test_a_letter_is_read_over_before_it_is_kept(case: Case, cast: Cast) -> None:
    other = case.parties.get(role="other")
    mediator, url = client_of(cast.mediator), reverse("letter_new", args=[other.pk])
    assert "modele=proposal" in mediator.get(url).content.decode()
    shown = mediator.get(url, {"modele": "proposal"}).context["form"].initial
    told = {**shown, "body": "Bonjour,\n\n- un\n- deux {trois}"}
    mediator.post(url, told)
    sheet = letters.sheet_of(Letter.objects.get())
    assert [type(block).__name__ for block in sheet.body] == ["Paragraph", "Listing"]
    assert "{trois}" in str(sheet)


def test_a_structure_writes_in_its_own_words(case: Case, cast: Cast) -> None:
    coordinator, other = client_of(cast.coordinator), case.parties.get(role="other")
    url = reverse("letter_text_edit", args=["closing"])
    refused = coordinator.post(url, {"subject": "Fin", "body": "Bonjour {secret}"})
    assert "{secret}" in refused.content.decode()
    assert not LetterText.objects.exists()
    coordinator.post(url, {"subject": "Fin", "body": "Bonjour {destinataire}, c'est fini."})
    assert letters.draft(other, "closing")["body"] == "Bonjour Voisin Exemple, c’est fini."
    own = LetterText.objects.get()
    coordinator.post(reverse("letter_text_restore", args=[own.pk]))
    assert "c’est fini" not in letters.draft(other, "closing")["body"]


def test_a_letter_kept_by_mistake_is_taken_back(case: Case, cast: Cast) -> None:
    other = case.parties.get(role="other")
    letter = make_letter(other, cast.mediator.actor)
    mediator, url = client_of(cast.mediator), reverse("letter_remove", args=[letter.pk])
    page = reverse("case_detail", args=[case.pk])
    assert url in mediator.get(page).content.decode()
    actions.break_glass(
        case=case, reason="Le voisin menace ce soir.", hours=1, by=cast.director.actor
    )
    assert url not in client_of(cast.director).get(page).content.decode()
    for name in ("director", "neighbour_mediator"):
        assert client_of(getattr(cast, name)).post(url).status_code == 404
    assert mediator.post(url)["Location"] == page
    shown = mediator.get(page).content.decode()
    assert "Lettre à Voisin Exemple" not in shown
    assert "Si elle est déjà partie" in shown
    assert mediator.get(reverse("letter_pdf", args=[letter.pk])).status_code == 404
    assert not Letter.objects.exists()
    line = JournalLine.objects.get(verb="letter.removed")
    assert line.changes == {
        "letter": str(letter.pk), "kind": "proposal", "party": str(other.pk),
    }  # fmt: skip


def test_keeping_offers_to_take_back_and_a_closed_case_still_writes(case: Case, cast: Cast) -> None:
    other, mediator = case.parties.get(role="other"), client_of(cast.mediator)
    actions.close_case(case=case, outcome="agreement", by=cast.mediator.actor)
    page, url = reverse("case_detail", args=[case.pk]), reverse("letter_new", args=[other.pk])
    assert url in mediator.get(page).content.decode()
    told = mediator.get(url, {"modele": "closing"}).context["form"].initial
    mediator.post(url, {**told, "body": "Bonjour, c'est fini."})
    undo = reverse("letter_remove", args=[Letter.objects.get().pk])
    assert mediator.get(page).content.decode().count(f'action="{undo}"') == 2
    mediator.post(undo)
    assert not Letter.objects.exists()


def test_a_letter_with_a_hole_in_it_is_not_kept(case: Case, cast: Cast) -> None:
    other, mediator = case.parties.get(role="other"), client_of(cast.mediator)
    url = reverse("letter_new", args=[other.pk])
    shown = mediator.get(url, {"modele": "proposal"})
    said = shown.context["form"].initial
    assert "manque encore\u00a0: téléphone du dispositif" in shown.content.decode()
    page = mediator.post(url, {**said, "closing": "Merci."}).content.decode()
    assert "La lettre n'est pas gardée" in page
    assert "Merci." in page  # what was typed stays
    assert not Letter.objects.exists()
    for name in ("subject", "closing"):
        holed = {"kind": "proposal", "subject": "Objet", "body": "Bonjour.", name: "[À compléter]"}
        assert "crochets" in mediator.post(url, holed).content.decode()
    assert not Letter.objects.exists()
    whole = re.sub(r"\[à compléter[^\]]*\]", "03 20 00 00 09", said["body"])
    mediator.post(url, {**said, "body": whole + "\n\nVoir [annexe]."})
    assert "[annexe]" in str(letters.sheet_of(Letter.objects.get()))
    actions.set_reception(
        dispositif=cast.dispositif, public=False, phone="03 20 00 00 09", email="",
        by=cast.director.actor,
    )  # fmt: skip
    assert "manque encore" not in mediator.get(url, {"modele": "proposal"}).content.decode()


def test_a_script_that_is_not_printed_says_so_and_is_read_in_word(cast: Cast) -> None:
    case = make_case(cast.dispositif, cast.mediator.membership, other_party="王小明")
    letter = make_letter(case.parties.get(role="other"), cast.mediator.actor)
    mediator = client_of(cast.mediator)
    page = mediator.get(reverse("letter_pdf", args=[letter.pk]))
    assert page.status_code == 409
    assert "Ouvrez la lettre dans Word" in page.content.decode()
    assert mediator.get(reverse("letter_docx", args=[letter.pk])).status_code == 200
