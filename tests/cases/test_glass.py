"""Reading a case one is not in charge of: behind a reason, for a time, and where one asks again."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from entremise.cases import actions
from entremise.cases.models import Access, Case
from entremise.core import clock
from entremise.journal.models import JournalLine
from tests.cases.factories import make_attachment, make_case, make_letter
from tests.structures.factories import make_membership
from tests.support.cast import Cast, Person
from tests.support.client import PageClient, client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

ASKED = {"reason": "Le voisin menace, mon collègue est absent.", "hours": 1}


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case the mediator is in charge of."""
    return make_case(cast.dispositif, cast.mediator.membership, by=cast.coordinator.actor)


@pytest.fixture
def colleague(cast: Cast) -> PageClient:
    """Somebody of the team who is not in charge."""
    return client_of(Person(make_membership("mediator", cast.structure, [cast.dispositif])))


def _url(name: str, thing: Any) -> str:
    return reverse(name, args=[thing.pk])


def _read() -> int:
    return JournalLine.objects.filter(verb="case.read").count()


@pytest.mark.parametrize("name", ["regional", "partner", "admin", "steering", "neighbour_mediator"])
def test_others_do_not_learn_that_a_case_exists(case: Case, cast: Cast, name: str) -> None:
    assert client_of(getattr(cast, name)).get(_url("case_detail", case)).status_code == 404


def test_whoever_knows_of_a_case_is_led_to_asking(case: Case, cast: Cast) -> None:
    director, by = client_of(cast.director), cast.coordinator.actor
    letter, file = make_letter(case.parties.all()[0], by), make_attachment(case, by)
    closed = [("case_detail", case), ("letter_pdf", letter), ("letter_docx", letter)]
    for name, thing in [*closed, ("attachment_open", file)]:
        assert director.get(_url(name, thing))["Location"] == _url("case_break_glass", case), name
        assert client_of(cast.neighbour_director).get(_url(name, thing)).status_code == 404
    asking = director.get(_url("case_break_glass", case)).content.decode()
    assert "Vous n'êtes pas en charge" in asking
    assert "Exemple" not in asking
    assert _read() == 0


def test_a_colleague_breaks_the_glass_for_a_time(
    case: Case, cast: Cast, colleague: PageClient
) -> None:
    assert colleague.post(_url("case_break_glass", case), ASKED).status_code == 302
    page = colleague.get(_url("case_detail", case)).content.decode()
    assert "accès exceptionnel" in page
    assert "Demandeur Exemple" in page
    assert _url("step_plan", case) not in page  # to read is not to follow
    assert colleague.get(_url("step_plan", case)).status_code == 404
    director = client_of(cast.director)
    review = director.get(reverse("access_list")).content.decode()
    assert "mon collègue est absent" in review
    assert "Exemple" not in review
    director.post(_url("access_review", Access.objects.get()))
    assert Access.objects.get().seen_at is not None


def test_when_it_ends_one_asks_again(case: Case, colleague: PageClient) -> None:
    glass = _url("case_break_glass", case)
    colleague.post(glass, ASKED)
    read = _read()
    with clock.hold(clock.now() + timedelta(hours=2)):
        assert colleague.get(_url("case_detail", case))["Location"] == glass
        asking = colleague.get(glass).content.decode()
        assert "Votre accès s'est terminé le" in asking
        assert "dites de nouveau pourquoi" in asking
        assert _read() == read
        colleague.post(glass, {**ASKED, "reason": "Le voisin menace encore ce soir."})
        assert colleague.get(_url("case_detail", case)).status_code == 200


def test_an_archived_case_says_so_to_who_was_in_charge(case: Case, cast: Cast) -> None:
    mediator, by = client_of(cast.mediator), cast.coordinator.actor
    actions.close_case(case=case, outcome="moved", by=by)
    case.refresh_from_db()
    actions.archive_case(row=case, by=by)
    assert mediator.get(_url("case_detail", case))["Location"] == _url("case_break_glass", case)
    asking = mediator.get(_url("case_break_glass", case)).content.decode()
    assert "archivée depuis le" in asking
    assert "même à qui en était en charge" in asking
    assert "notez une nouvelle saisine" in asking
    assert "Vous n'êtes pas en charge" not in asking
