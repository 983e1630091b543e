"""Facts of disputes say what happened in numbers, and not a word of it."""

from datetime import timedelta

import pytest

from entremise.cases import actions
from entremise.cases.facts import CASES, REFERRALS
from entremise.core import clock
from entremise.journal.models import ChangedMonth
from tests.cases.factories import all_agree, hold, make_agreement, make_case, make_referral
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_case_counts_its_sessions_its_agreement_and_its_days(cast: Cast) -> None:
    by = cast.coordinator.actor
    today = clock.today()
    with clock.hold(clock.now() - timedelta(days=40)):
        case = make_case(cast.dispositif, cast.mediator.membership, by=by)
    opened = (case.opened_at.year, case.opened_at.month)
    with clock.hold(clock.now() - timedelta(days=30)):
        all_agree(case, by)
        hold(case, "interview", by, minutes=45)
        hold(case, "round_table", by, minutes=90)
        make_agreement(case, by)
    hold(case, "follow_up", by, kept="partly")
    actions.close_case(case=case, outcome="agreement", by=by)
    (row,) = CASES.month_rows(*opened).to_pylist()
    wanted = {
        "sessions": 2, "session_minutes": 135, "first_session_days": 10, "days": 40,
        "has_agreement": True, "kept": "partly", "outcome": "agreement", "is_favourable": True,
        "is_mediated": True, "is_closed": True, "origin": "resident", "topic": "noise",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert row["service_date"] <= today
    assert "Exemple" not in str(row)
    assert ChangedMonth.objects.filter(fact="cases").exists()


def test_who_pays_is_told_as_for_activities(cast: Cast) -> None:
    case = make_case(cast.dispositif)
    (row,) = CASES.month_rows(case.opened_at.year, case.opened_at.month).to_pylist()
    line = cast.funding_line
    paid = line.starts_on <= clock.today() <= line.ends_on
    assert row["funders"] == ([cast.funder.pk] if paid else [])


def test_a_referral_counts_what_was_decided(cast: Cast) -> None:
    by = cast.coordinator.actor
    with clock.hold(clock.now() - timedelta(days=3)):
        referral = make_referral(cast.dispositif, by)
    month = (referral.received_at.year, referral.received_at.month)
    (row,) = REFERRALS.month_rows(*month).to_pylist()
    assert (row["state"], row["is_decided"], row["decision_days"]) == ("received", False, None)
    actions.redirect_referral(referral=referral, third_party="police", partner=None, by=by)
    (row,) = REFERRALS.month_rows(*month).to_pylist()
    assert (row["is_decided"], row["third_party"], row["decision_days"]) == (True, "police", 3)
    assert ChangedMonth.objects.filter(fact="referrals").exists()
    assert REFERRALS.months() == [referral.received_at.date().replace(day=1)]
