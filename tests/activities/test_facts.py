"""The facts of activity say what the rows say, and name nobody."""

from datetime import UTC, date, datetime

import pyarrow as pa

from entremise.activities.actions import cancel_activity
from entremise.activities.facts import ACTIVITIES
from entremise.activities.models import Activity
from tests.activities.factories import LAST, make_activity, payload, send
from tests.support.cast import Cast


def rows(year: int = LAST, month: int = 3) -> list[dict]:
    table = ACTIVITIES.month_rows(year, month)
    assert table.schema.equals(ACTIVITIES.schema)
    return table.to_pylist()


def test_one_row_an_activity_with_its_marginals(cast: Cast) -> None:
    pair = [cast.mediator.actor.membership_id, cast.coordinator.actor.membership_id]
    send(
        cast.mediator,
        payload(
            cast.dispositif,
            mediators=pair,
            register="conflict",
            temporality="real_time",
            topics=["noise", "gathering"],
            people=5,
            publics={"sex": {"female": 2, "male": 1}, "age": {"18_25": 4}},
            note="Un mot que les chiffres ne doivent pas lire",
        ),
    )
    (row,) = rows()
    assert row["mediators"] == sorted(pair)
    assert (row["minutes"], row["mediator_minutes"]) == (20, 40)
    assert (row["people"], row["women"], row["men"], row["age_18_25"]) == (5, 2, 1, 4)
    assert row["topics"] == ["gathering", "noise"]
    assert row["temporality"] == "real_time"
    assert row["funders"] == [cast.funder.pk]
    assert (row["hour"], row["evening"]) == (19, True)
    assert row["commune"] == cast.dispositif.communes.get().code
    assert "Un mot" not in str(row)


def test_the_month_is_that_of_the_service_day(cast: Cast) -> None:
    night = datetime(LAST, 4, 1, 0, 30, tzinfo=UTC)
    make_activity(cast.mediator, cast.dispositif, started_at=night.isoformat())
    (row,) = rows(month=3)
    assert row["service_date"] == date(LAST, 3, 31)
    assert row["evening"] is True
    assert rows(month=4) == []


def test_cancelled_activities_do_not_count(cast: Cast) -> None:
    activity = make_activity(cast.mediator, cast.dispositif)
    cancel_activity(activity=activity, by=cast.mediator.actor)
    assert rows() == []
    assert ACTIVITIES.months() == []


def test_rows_come_by_structure_then_day(cast: Cast) -> None:
    for day in (20, 5, 12):
        at = datetime(LAST, 3, day, 16, tzinfo=UTC).isoformat()
        make_activity(cast.neighbour_mediator, cast.neighbour_dispositif, started_at=at)
        make_activity(cast.mediator, cast.dispositif, started_at=at)
    found = [(row["structure_id"], row["service_date"]) for row in rows()]
    assert found == sorted(found)
    assert ACTIVITIES.months() == [date(LAST, 3, 1)]


def test_an_empty_month_has_the_same_columns(db: None) -> None:
    assert not Activity.objects.exists()
    assert ACTIVITIES.month_rows(LAST, 12).schema == pa.schema(
        [(column.name, column.arrow) for column in ACTIVITIES.columns]
    )
