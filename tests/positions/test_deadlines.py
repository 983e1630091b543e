"""Conventions adulte-relais: what may be signed, what they bring, and when their end is told."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command

from entremise.core import clock
from entremise.core.clock import months_after
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.positions import actions
from entremise.positions.actions import ConventionTerms
from entremise.positions.models import AdulteRelaisConvention
from entremise.positions.months import delay_reached, ordinary_end
from entremise.positions.queries import aid_by_year
from entremise.structures.enums import Role
from tests.positions.factories import make_convention, make_position, step
from tests.structures.factories import make_membership
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
END = date(2027, 6, 30)


def at(day: date) -> Any:
    return clock.hold(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Paris")))


@pytest.fixture
def night(tasks_at_once: None, django_capture_on_commit_callbacks: Any) -> Any:
    """What leaves in the night of a day, by address."""

    def run(day: date) -> list[str]:
        mail.outbox.clear()
        with at(day), django_capture_on_commit_callbacks(execute=True):
            call_command("announce_deadlines", stdout=StringIO())
        return [letter.to[0] for letter in mail.outbox]

    return run


def running(cast: Cast, **changes: Any) -> AdulteRelaisConvention:
    """A convention whose last day is END."""
    return make_convention(make_position(cast.structure, **changes), date(2024, 7, 1))


def director(cast: Cast) -> str:
    member = cast.director.membership
    assert member
    return member.user.email


def test_three_years_and_months_of_any_length() -> None:
    assert ordinary_end(date(2024, 7, 1)) == END
    assert ordinary_end(date(2024, 2, 29)) == date(2027, 2, 27)
    assert months_after(date(2026, 8, 31), -6) == date(2026, 2, 28)
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    days = (date(2026, 9, 29), date(2026, 9, 30), date(2026, 12, 30), date(2027, 3, 30), END)
    assert [delay_reached(END, day) for day in days] == [None, 9, 6, 3, 3]


def test_each_delay_is_told_once_on_its_day(cast: Cast, night: Any) -> None:
    running(cast)
    told = [director(cast)]
    assert night(date(2026, 9, 29)) == []
    for day in (date(2026, 9, 30), date(2026, 12, 30), date(2027, 3, 30)):
        assert night(day) == told
        assert night(day) == []
        assert night(day + DAY) == []
    lines = JournalLine.objects.filter(verb="convention.announced").order_by("pk")
    assert [line.changes["announced"] for line in lines] == [[None, 9], [9, 6], [6, 3]]
    assert night(END + DAY) == []


def test_a_night_missed_is_made_up_for_once(cast: Cast, night: Any) -> None:
    running(cast)
    assert len(night(date(2027, 4, 15))) == 1
    assert night(date(2027, 4, 16)) == []


def test_the_letter_names_the_post_and_nobody(cast: Cast, night: Any) -> None:
    row = running(cast, title="Médiatrice de quartier", number="AR 3")
    night(date(2026, 9, 30))
    (letter,) = mail.outbox
    assert letter.subject == "Convention adulte-relais : fin le 30/06/2027"
    for said in (row.number, "Médiatrice de quartier AR 3", "30 juin 2027", "moins de 9 mois"):
        assert said in letter.body
    assert f"/postes/{row.position_id}/" in letter.body
    assert cast.director.actor.name not in letter.body


def test_only_directors_of_the_employer_today_are_told(cast: Cast, night: Any) -> None:
    running(cast)
    gone = make_membership(Role.DIRECTOR, cast.structure, ends_on=clock.today() - 300 * DAY)
    assert night(date(2026, 9, 30)) == [director(cast)]
    assert gone.user.email not in [letter.to[0] for letter in mail.outbox]


def test_what_is_renewed_or_over_is_left_alone(cast: Cast, night: Any) -> None:
    by = cast.director.actor
    renewed, ended = running(cast), running(cast)
    terms = ConventionTerms("AR 2027", END + DAY)
    actions.renew_convention(convention=renewed, terms=terms, by=by)
    actions.end_position(position=ended.position, step=step(date(2026, 1, 31)), by=by)
    assert night(date(2027, 4, 15)) == []


def test_a_renewal_follows_and_is_alone(cast: Cast) -> None:
    row, by = running(cast), cast.director.actor
    for start, code in ((END, "too_early"), (END + DAY, None), (END + 9 * DAY, "renewed")):
        terms = ConventionTerms("AR 2027", start)
        if code is None:
            kept = actions.renew_convention(convention=row, terms=terms, by=by)
            assert (kept.renews, kept.ends_on) == (row, date(2030, 6, 30))
            continue
        with pytest.raises(Refusal) as caught:
            actions.renew_convention(convention=row, terms=terms, by=by)
        assert caught.value.code == code
    with pytest.raises(Refusal, match="renouvelle celle-ci"):
        actions.withdraw_convention(convention=row, by=by)


def test_one_convention_at_a_time_and_a_number_a_post(cast: Cast) -> None:
    row = running(cast)
    with pytest.raises(Refusal) as caught:
        make_convention(row.position, END)
    assert caught.value.code == "overlap"
    with pytest.raises(Refusal) as caught:
        make_convention(make_position(cast.structure), number=row.number)
    assert caught.value.code == "taken"
    make_convention(make_position(cast.neighbour), number=row.number)


def test_of_the_holder_only_days_are_kept(cast: Cast) -> None:
    row, by = running(cast), cast.director.actor
    day = date(2026, 3, 2)
    checked = {"age_checked_on": day, "situation_checked_on": None, "residence_checked_on": day}
    actions.mark_conditions(convention=row, checked=checked, by=by)
    row.refresh_from_db()
    assert (row.age_checked_on, row.situation_checked_on) == (day, None)
    late = checked | {"age_checked_on": clock.today() + DAY}
    with pytest.raises(Refusal) as caught:
        actions.mark_conditions(convention=row, checked=late, by=by)
    assert caught.value.field == "age_checked_on"


def test_a_mistaken_convention_is_withdrawn(cast: Cast) -> None:
    row = running(cast)
    key = row.pk
    actions.withdraw_convention(convention=row, by=cast.director.actor)
    assert not AdulteRelaisConvention.objects.exists()
    line = JournalLine.objects.get(verb="convention.withdrawn")
    assert line.subject_id == str(key)


def test_the_aid_stops_with_the_post(cast: Cast) -> None:
    row = make_convention(
        make_position(cast.structure, on=date(2025, 1, 1)), date(2025, 1, 1), share=Decimal("0.5")
    )
    assert [(aid.year, aid.euros) for aid in aid_by_year(row)] == [
        (2025, Decimal("11405.31")), (2026, Decimal("11405.31")), (2027, Decimal("11405.31")),
    ]  # fmt: skip
    actions.end_position(
        position=row.position, step=step(date(2025, 12, 31)), by=cast.director.actor
    )
    row.refresh_from_db()
    assert [aid.year for aid in aid_by_year(row)] == [2025]
