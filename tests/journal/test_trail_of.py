"""The journal of one dispute or of one alert, for those who read the journal and nothing more."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entremise.cases.actions import close_case
from entremise.journal.models import JournalLine
from entremise.structures.models import Membership
from tests.alerts.factories import make_alert
from tests.cases.factories import make_case, make_referral
from tests.structures.factories import make_membership
from tests.support.cast import Cast, Person
from tests.support.client import PageClient, assert_constant_queries, client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

URL = reverse("journal")


def _found(client: PageClient, about: str) -> list[JournalLine]:
    rows: list[JournalLine] = client.get(URL, {"about": about}).context["page"].rows
    return rows


def _subjects(client: PageClient, about: str) -> set[tuple[str, str]]:
    return {(row.subject_type, row.subject_id) for row in _found(client, about)}


@pytest.fixture
def officer(cast: Cast) -> PageClient:
    member: Membership = make_membership("dpo", cast.structure)
    return client_of(Person(member))


def test_a_number_brings_all_that_was_done_or_read_of_a_dispute(
    cast: Cast, officer: PageClient
) -> None:
    by = cast.coordinator.actor
    case = make_case(cast.dispositif, cast.mediator.membership, by=by)
    make_case(cast.dispositif, by=by)
    client_of(cast.mediator).get(reverse("case_detail", args=[case.pk]))
    close_case(case=case, outcome="moved", by=by)
    verbs = [row.verb for row in _found(officer, case.number)]
    assert verbs == ["case.closed", "case.read", "case.opened"]
    assert _subjects(officer, case.number) == {("cases.case", str(case.pk))}
    referral = case.referrals.get()
    assert _subjects(officer, f" {referral.number.lower()} ") == {
        ("cases.referral", str(referral.pk))
    }


def test_an_alert_is_found_by_the_address_of_its_page(cast: Cast, officer: PageClient) -> None:
    alert = make_alert(cast.mediator, cast.dispositif)
    make_alert(cast.mediator, cast.dispositif)
    page = reverse("alert_detail", args=[alert.pk])
    for about in (f"https://entremise.example.org{page}?a=1", str(alert.pk).upper()):
        assert _subjects(officer, about) == {("alerts.alert", str(alert.pk))}
    director = client_of(cast.director)
    assert f"{URL}?about={alert.pk}" in director.get(page).content.decode()
    assert URL not in client_of(cast.mediator).get(page).content.decode()


def test_neither_a_number_nor_an_address_opens_another_structure(
    cast: Cast, officer: PageClient
) -> None:
    theirs = make_case(cast.neighbour_dispositif)
    alert = make_alert(cast.neighbour_mediator, cast.neighbour_dispositif)
    ours = make_referral(cast.dispositif)
    assert ours.number == theirs.referrals.get().number  # each structure counts for itself
    assert _subjects(officer, ours.number) == {("cases.referral", str(ours.pk))}
    for about in (theirs.number, str(theirs.pk), str(alert.pk), str(uuid.uuid4())):
        assert _found(officer, about) == []


@pytest.mark.parametrize("about", ["2026-9999", "n'importe quoi", "%", "' OR 1=1"])
def test_what_leads_nowhere_shows_nothing(cast: Cast, officer: PageClient, about: str) -> None:
    make_referral(cast.dispositif)
    page = officer.get(URL, {"about": about})
    assert "Rien pour ces critères" in page.content.decode()


def test_it_costs_the_same_for_one_line_or_fifty_and_uses_an_index(
    cast: Cast, officer: PageClient
) -> None:
    case = make_case(cast.dispositif, cast.mediator.membership, by=cast.coordinator.actor)
    reader, page = client_of(cast.mediator), reverse("case_detail", args=[case.pk])

    def read(times: int) -> None:
        for _ in range(times):
            reader.get(page)

    assert_constant_queries(officer, f"{URL}?about={case.number}", read)
    with CaptureQueriesContext(connection) as captured:
        officer.get(URL, {"about": case.number})
    (sql,) = [query["sql"] for query in captured if "journal_journalline" in query["sql"]]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            assert "journal_subject" in str(cursor.fetchall())
