"""What may be asked, by whom, and what is answered to a question that has no meaning."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings

from entremise.core.errors import Refusal
from entremise.indicators.breakdowns import labels
from entremise.indicators.questions import Period, Question, Scope, answer, scope_of
from entremise.structures.actor import Actor
from tests.indicators import sample
from tests.support.cast import Cast

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ALL = Question(("activities",), Scope(), YEAR)
OUTSIDE = Question(("activities",), Scope(funder_id=11, small_count=5), YEAR)


MEANINGLESS = [
    (replace(ALL, indicators=()), "nothing_asked"),
    (replace(ALL, indicators=("activities", "rain")), "unknown_indicator"),
    (replace(ALL, by=("colour",)), "unknown_breakdown"),
    (replace(ALL, by=("mediators",)), "unknown_breakdown"),  # nobody is counted one by one
    (replace(ALL, filters={"colour": ("red",)}), "unknown_breakdown"),
    (replace(ALL, filters={"register": ("presence", "sleep")}), "unknown_code"),
    (replace(ALL, filters={"month": ("2026-13",)}), "unknown_code"),
    (replace(ALL, filters={"month": ("mars",)}), "unknown_code"),
    (replace(ALL, filters={"in_qpv": ("peut-être",)}), "unknown_code"),
    (replace(ALL, filters={"dispositif": ("un",)}), "unknown_code"),
    (replace(ALL, filters={"commune": ("75056",)}), "unknown_code"),
    (replace(ALL, filters={"register": ("') OR 1=1 --",)}), "unknown_code"),
    (replace(ALL, by=("register", "register")), "breakdowns"),
    (replace(ALL, by=("register", "month", "topic", "origin")), "breakdowns"),
    (replace(OUTSIDE, by=("register", "month", "topic")), "breakdowns"),
    (replace(OUTSIDE, by=("month", "topic"), filters={"register": ("link",)}), "breakdowns"),
    (replace(OUTSIDE, filters={"register": ("link", "conflict")}), "several_codes"),
    (replace(OUTSIDE, by=("funder",)), "other_funders"),
    (replace(OUTSIDE, filters={"funding_line": (21,)}), "other_funders"),
    (replace(ALL, indicators=("qpv_share",), by=("in_qpv",)), "meaningless_breakdown"),
    (replace(ALL, compare=Period(date(2026, 6, 1), date(2027, 5, 31))), "overlapping_periods"),
]


@pytest.mark.parametrize(
    ("question", "code"),
    MEANINGLESS,
    ids=[f"{number}-{code}" for number, (_, code) in enumerate(MEANINGLESS)],
)
def test_a_question_without_meaning_is_refused(question: Question, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        answer(question)
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")


def test_codes_may_be_asked_as_text() -> None:
    rows = sample.rows(1, 40)
    sample.write(rows)
    asked = answer(replace(ALL, filters={"dispositif": ("1",), "in_qpv": ("true",)}))
    same = answer(replace(ALL, filters={"dispositif": (1,), "in_qpv": (True,)}))
    assert asked.totals == same.totals


def test_rows_come_in_the_order_of_their_codes_what_is_unknown_last() -> None:
    sample.write(sample.rows(1, 80))
    found = answer(replace(ALL, by=("temporality",))).rows
    assert [row.keys for row in found] == [("real_time",), ("deferred",), (None,)]
    found = answer(replace(ALL, by=("in_qpv",))).rows
    assert [row.keys[0] for row in found] == [True, False, None]
    found = answer(replace(ALL, by=("weekday",))).rows
    assert [row.keys[0] for row in found] == sorted(row.keys[0] for row in found)


def test_a_month_without_activity_is_a_row_of_zeros() -> None:
    sample.write(sample.rows(1, 5, service_date=date(2026, 3, 1)))
    found = answer(replace(ALL, indicators=("activities", "mean_duration"), by=("month",)))
    assert [row.keys[0] for row in found.rows] == [f"2026-{month:02}" for month in range(1, 13)]
    assert found.rows[0].values["activities"].number == 0
    assert found.rows[0].values["mean_duration"].state == "missing"


def test_each_key_has_its_words() -> None:
    assert labels("activities", "month", ["2026-03"]) == {"2026-03": "mars 2026"}
    assert labels("activities", "year", ["2026"]) == {"2026": "2026"}
    assert labels("activities", "commune", ["59350", None]) == {
        "59350": "Lille",
        None: "Non renseigné",
    }
    assert labels("activities", "weekday", [1]) == {1: "lundi"}
    assert labels("activities", "in_qpv", [True, None])[True] == "En quartier prioritaire"


def test_periods() -> None:
    assert Period(date(2026, 1, 1), date(2026, 10, 31)).label == "1er janvier – 31 octobre 2026"
    assert Period(date(2025, 9, 1), date(2026, 7, 5)).label == "1er septembre 2025 – 5 juillet 2026"
    leap = Period(date(2024, 2, 1), date(2024, 2, 29))
    assert leap.previous_year() == Period(date(2023, 2, 1), date(2023, 2, 28))
    assert Period(date(2023, 2, 1), date(2023, 2, 28)).previous_year().end == date(2022, 2, 28)
    assert Period(date(2025, 2, 1), date(2025, 2, 28)).previous_year().end == date(2024, 2, 29)
    with pytest.raises(ValueError, match="finit"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


def test_what_each_role_may_count(cast: Cast) -> None:
    home, small = cast.structure.pk, settings.SMALL_COUNT
    teams = cast.mediator.actor.dispositif_ids
    assert scope_of(cast.mediator.actor) == Scope(structure_id=home, dispositif_ids=teams)
    assert scope_of(cast.coordinator.actor) == Scope(
        structure_id=home, dispositif_ids=cast.coordinator.actor.dispositif_ids
    )
    assert scope_of(cast.director.actor) == Scope(structure_id=home)
    assert scope_of(cast.partner.actor) == Scope(funder_id=cast.funder.pk, small_count=small)
    region = cast.regional.actor.region_code
    for person in (cast.regional, cast.steering):
        assert scope_of(person.actor) == Scope(region=region, small_count=small)
    for person in (cast.admin, cast.visitor):
        assert scope_of(person.actor) is None
    assert scope_of(Actor(user_id=1)) is None


def test_a_mediator_without_a_team_counts_nothing() -> None:
    sample.write(sample.rows(1, 30))
    nobody = Scope(structure_id=1, dispositif_ids=frozenset())
    assert answer(replace(ALL, scope=nobody)).totals.values["activities"].number == 0


def test_filters_do_not_widen_a_scope() -> None:
    rows = sample.rows(1, 60, service_date=date(2026, 3, 1))
    sample.write(rows)
    for filters in ({"structure": (2,)}, {"structure": (1, 2)}, {"dispositif": (1, 2, 3)}):
        asked = replace(ALL, scope=Scope(structure_id=1), filters=filters)
        expected = sum(row["structure_id"] == 1 and 1 in _at(filters, row) for row in rows)
        assert answer(asked).totals.values["activities"].number == expected


def _at(filters: dict[str, tuple[int, ...]], row: dict[str, Any]) -> set[int]:
    """1 when the row passes the filters."""
    column = {"structure": "structure_id", "dispositif": "dispositif_id"}
    return {int(all(row[column[name]] in kept for name, kept in filters.items()))}
