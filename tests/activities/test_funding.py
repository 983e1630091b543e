"""Whose money an activity is done on: the lines that pay for its day and its place."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from entremise.activities.models import Activity
from entremise.activities.references import references_of
from entremise.structures.models import FundingLine
from entremise.structures.paying import Line
from tests.activities.factories import make_activity, payload, send
from tests.structures.factories import make_funding_line
from tests.support.cast import Cast
from tests.territories.factories import LILLE, make_commune

START, END = date(2026, 1, 1), date(2026, 12, 31)
CHENOVE, DIJON = "21166", "21231"
codes = st.sampled_from([CHENOVE, DIJON, "21355"])
days = st.dates(START - timedelta(days=2), END + timedelta(days=2))


@pytest.mark.parametrize(
    ("communes", "commune", "pays"),
    [
        (set(), CHENOVE, True),
        (set(), None, True),
        ({CHENOVE}, CHENOVE, True),
        ({CHENOVE}, DIJON, False),
        ({CHENOVE}, None, False),
        ({CHENOVE, DIJON}, DIJON, True),
    ],
)
def test_a_line_pays_in_its_communes(communes: set[str], commune: str | None, pays: bool) -> None:
    line = Line(1, 9, START, END, qpv_only=False, communes=frozenset(communes))
    assert line.pays_for(START, None, commune) is pays


@given(days, st.booleans(), st.frozensets(codes), st.none() | st.booleans(), st.none() | codes)
def test_each_limit_only_takes_away(
    day: date,
    qpv_only: bool,
    communes: frozenset[str],
    in_qpv: bool | None,
    commune: str | None,
) -> None:
    limited = Line(1, 9, START, END, qpv_only, communes).pays_for(day, in_qpv, commune)
    by_period = Line(1, 9, START, END, False, frozenset()).pays_for(day, in_qpv, commune)
    by_qpv = Line(1, 9, START, END, qpv_only, frozenset()).pays_for(day, in_qpv, commune)
    by_commune = Line(1, 9, START, END, False, communes).pays_for(day, in_qpv, commune)
    assert limited is (by_period and by_qpv and by_commune)
    assert by_period is (START <= day <= END)


@pytest.fixture
def limited(cast: Cast) -> FundingLine:
    """The dispositif works in Lille and in Roubaix; this line only pays in Roubaix."""
    roubaix = make_commune("59512", "Roubaix")
    cast.dispositif.communes.add(roubaix)
    return make_funding_line(cast.dispositif, cast.other_funder, [roubaix])


@pytest.mark.parametrize(("commune", "served"), [("59512", True), (LILLE, False), (None, False)])
def test_an_entry_gets_the_lines_of_its_commune(
    cast: Cast, limited: FundingLine, commune: str | None, served: bool
) -> None:
    place = {"kind": "street", "commune": commune}
    lines = make_activity(cast.mediator, cast.dispositif, place=place).funding_lines.all()
    assert cast.funding_line in lines
    assert (limited in lines) is served


def test_a_correction_of_the_place_changes_the_lines(cast: Cast, limited: FundingLine) -> None:
    entry = payload(cast.dispositif, place={"kind": "street", "commune": "59512"})
    send(cast.mediator, entry)
    send(
        cast.mediator,
        entry | {"base_version": 1, "place": {"kind": "street", "commune": LILLE}},
    )
    assert list(Activity.objects.get().funding_lines.all()) == [cast.funding_line]


@pytest.mark.parametrize("commune", [LILLE, None])
def test_a_line_named_pays_outside_its_communes(
    cast: Cast, limited: FundingLine, commune: str | None
) -> None:
    place = {"kind": "street", "commune": commune}
    activity = make_activity(
        cast.mediator, cast.dispositif, place=place, funding_lines=[limited.pk]
    )
    assert list(activity.funding_lines.all()) == [limited]


def test_references_are_read_in_seven_queries(cast: Cast, limited: FundingLine) -> None:
    actor = cast.mediator.actor

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            references_of(actor)
        return len(queries)

    FundingLine.objects.filter(dispositif=cast.dispositif).delete()
    assert asked() == 7
    for _ in range(4):
        make_funding_line(cast.dispositif, None, cast.dispositif.communes.all())
    assert asked() == 7
