"""The facts of alerts say what the rows say, and name neither a place nor a person."""

from datetime import date, timedelta

import pytest

from entremise.alerts.actions import answer_alert, send_alert
from entremise.alerts.enums import Reply
from entremise.alerts.facts import ALERTS
from entremise.alerts.models import Alert, Sending
from entremise.core import clock
from entremise.structures.actor import VISITOR
from entremise.structures.enums import FundingScope
from tests.alerts.factories import LAST, make_addressee, make_alert, make_sending
from tests.structures.factories import make_funding_line
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def rows(year: int = LAST, month: int = 3) -> list[dict]:
    table = ALERTS.month_rows(year, month)
    assert table.schema.equals(ALERTS.schema)
    return table.to_pylist()


def test_one_row_an_alert_with_its_delays(cast: Cast) -> None:
    now = clock.now()
    with clock.hold(now - timedelta(hours=30)):
        alert = make_alert(cast.mediator, cast.dispositif, place={"label": "Un lieu secret"})
    with clock.hold(now - timedelta(hours=26)):
        sending = send_alert(
            alert=alert, addressee=make_addressee(cast.structure), by=cast.mediator.actor
        )
    with clock.hold(now - timedelta(hours=2)):
        answer_alert(sending=sending, reply=Reply.RECEIVED, comment="Un mot", by=VISITOR)
    answer_alert(sending=sending, reply=Reply.SOLVED, comment="", by=VISITOR)
    Sending.objects.update(reminded_at=now)
    (row,) = rows()
    assert (row["branch"], row["category"], row["danger"]) == ("technical", "lift", False)
    assert (row["commune"], row["region"]) == ("59350", cast.dispositif.communes.get().region_id)
    assert (row["is_sent"], row["is_answered"], row["on_time"]) == (True, True, True)
    assert row["answer_minutes"] == 24 * 60
    assert row["solution_minutes"] >= 30 * 60
    assert (row["state"], row["reminded"], row["escalated"]) == ("solved", True, False)
    assert "secret" not in str(row)
    assert "Un mot" not in str(row)


def test_an_answer_after_the_reminder_is_late(cast: Cast) -> None:
    now = clock.now()
    with clock.hold(now - timedelta(hours=25)):
        sending = make_sending(cast.mediator, cast.dispositif)
    answer_alert(sending=sending, reply=Reply.IN_CHARGE, comment="", by=VISITOR)
    (row,) = rows()
    assert (row["is_answered"], row["on_time"]) == (True, False)
    assert row["solution_minutes"] is None


def test_nothing_sent_has_no_delay(cast: Cast) -> None:
    make_alert(cast.mediator, cast.dispositif)
    (row,) = rows()
    assert (row["is_sent"], row["is_answered"], row["on_time"]) == (False, False, False)
    assert (row["answer_minutes"], row["solution_minutes"]) == (None, None)


def test_those_who_pay_for_the_day_and_the_place(cast: Cast) -> None:
    qpv_only = make_funding_line(cast.dispositif, scope=FundingScope.QPV_ONLY)
    make_funding_line(
        cast.dispositif, starts_on=date(LAST - 1, 1, 1), ends_on=date(LAST - 1, 12, 31)
    )
    alert = make_alert(cast.mediator, cast.dispositif)
    (row,) = rows()
    assert row["funders"] == [cast.funder.pk]
    assert row["funding_lines"] == [cast.funding_line.pk]
    Alert.objects.filter(pk=alert.pk).update(in_qpv=True)
    (row,) = rows()
    assert row["funders"] == sorted([cast.funder.pk, qpv_only.funder_id])


def test_rows_come_by_structure_then_day(cast: Cast) -> None:
    for day in (20, 5, 12):
        at = f"{LAST}-03-{day:02}T16:00:00Z"
        make_alert(cast.neighbour_mediator, cast.neighbour_dispositif, seen_at=at)
        make_alert(cast.mediator, cast.dispositif, seen_at=at)
    found = [(row["structure_id"], row["service_date"]) for row in rows()]
    assert found == sorted(found)
    assert len(found) == 6
    assert ALERTS.months() == [date(LAST, 3, 1)]


def test_an_empty_month_has_the_same_columns(db: None) -> None:
    assert rows(month=12) == []
