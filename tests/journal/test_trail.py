"""What a director reads of the writes of the structure."""

from datetime import timedelta

import pytest
from django.urls import reverse

from entremise.core import clock
from entremise.journal.actions import line, record_many
from entremise.journal.models import JournalLine
from entremise.structures.actions import edit_partner
from tests.activities.factories import make_activity
from tests.structures.factories import make_partner
from tests.support.cast import Cast, Person
from tests.support.client import PageClient, assert_constant_queries, client_of

URL = reverse("journal")


@pytest.fixture
def director(cast: Cast) -> PageClient:
    return client_of(cast.director)


def _lines(cast: Cast, rows: int, person: Person, verb: str = "dispositif.edited") -> None:
    actor = person.actor
    record_many(
        line(
            by=actor, verb=verb, subject=cast.dispositif, changes={"name": ["secret A", "secret B"]}
        )
        for _ in range(rows)
    )


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_refused(director: PageClient, day: str) -> None:
    for name in ("start", "end"):
        assert director.get(URL, {name: day}).status_code == 200


def test_it_says_who_did_what_and_not_the_words(cast: Cast, director: PageClient) -> None:
    _lines(cast, 1, cast.coordinator)
    page = director.get(URL).content.decode()
    for words in ("Dispositif modifié", "Moulins", "Nom", "Coordination 01"):
        assert words in page
    assert "secret" not in page


def test_a_renamed_partner_is_told_without_its_former_name(
    cast: Cast, director: PageClient
) -> None:
    partner = make_partner(cast.structure, "Mme Untel")
    edit_partner(
        partner=partner,
        name="Service social",
        category="social",
        organisation=None,
        by=cast.director.actor,
    )
    page = director.get(URL).content.decode()
    assert "Partenaire modifié" in page
    assert "Untel" not in page


def test_the_notes_of_activities_are_not_repeated(cast: Cast, director: PageClient) -> None:
    make_activity(cast.mediator, cast.dispositif, note="des mots du terrain")
    page = director.get(URL).content.decode()
    assert "Activité consignée" in page
    assert "mots du terrain" not in page


def test_newest_first_page_by_page(cast: Cast, director: PageClient) -> None:
    _lines(cast, 120, cast.director)
    seen, query = [], ""
    while True:
        page = director.get(URL + query).context["page"]
        seen += [row.pk for row in page.rows]
        if page.after is None:
            break
        query = f"?after={page.after}"
    assert len(seen) == 120
    newest = JournalLine.objects.order_by("-at", "-pk").values_list("pk", flat=True)
    assert seen == list(newest)


def test_filters_by_verb_person_and_day(cast: Cast, director: PageClient) -> None:
    _lines(cast, 2, cast.coordinator)
    _lines(cast, 3, cast.mediator, verb="dispositif.closed")
    today = clock.today()
    user = cast.mediator.membership.user_id

    def count(query: str) -> int:
        return len(director.get(f"{URL}?{query}").context["page"].rows)

    assert count("verb=dispositif.closed") == 3
    assert count(f"person={user}") == 3
    assert count(f"person={user}&verb=dispositif.edited") == 0
    assert count(f"start={today}&end={today}") == 5
    assert count(f"end={today - timedelta(days=2)}") == 0
    assert count(f"start={today + timedelta(days=2)}") == 0


def test_a_filter_that_means_nothing_shows_everything_and_says_so(
    cast: Cast, director: PageClient
) -> None:
    _lines(cast, 2, cast.coordinator)
    stranger = cast.neighbour_director.membership.user_id
    response = director.get(f"{URL}?person={stranger}")
    assert response.status_code == 200
    assert "choix valide" in response.content.decode()


def test_a_neighbour_reads_its_own_only(cast: Cast) -> None:
    _lines(cast, 3, cast.director)
    page = client_of(cast.neighbour_director).get(URL)
    assert page.context["page"].rows == []


@pytest.mark.parametrize(
    "name", ["mediator", "coordinator", "partner", "regional", "steering", "admin"]
)
def test_only_a_director_opens_it(cast: Cast, name: str) -> None:
    assert client_of(getattr(cast, name)).get(URL).status_code == 403


def test_it_asks_a_constant_number_of_questions(cast: Cast, director: PageClient) -> None:
    assert_constant_queries(director, URL, lambda rows: _lines(cast, rows, cast.director))
