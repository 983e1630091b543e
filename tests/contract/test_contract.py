"""The contract of the carnet is up to date, and the server keeps its word."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
import shapely

from entremise.activities.models import ClosedPeriod
from entremise.carnet.territory import rings
from entremise.core import clock
from entremise.structures.enums import Role
from tests.activities.factories import send, send_rounds
from tests.contract.carnet import FILE, text
from tests.contract.cases import CONTOURS, STORIES
from tests.structures.factories import make_dispositif, make_membership
from tests.support.cast import Person

OPENED = date(2020, 1, 1)


def test_the_file_is_up_to_date() -> None:
    assert FILE.read_text() == text(), "lancez « make fix »"


def _filled(value: Any, numbers: dict[str, int]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(item, numbers) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, numbers) for item in value]
    return numbers.get(value, value) if isinstance(value, str) else value


@pytest.mark.django_db
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["name"])
def test_the_server_answers_as_said(story: dict[str, Any]) -> None:
    dispositif = make_dispositif(opened_on=OPENED)
    member = make_membership(Role.MEDIATOR, dispositif.structure, [dispositif], starts_on=OPENED)
    numbers = {"$dispositif": dispositif.pk, "$mediator": member.pk}
    if closed := story.get("closed"):
        ClosedPeriod.objects.create(
            dispositif=dispositif,
            starts_on=closed[0],
            ends_on=closed[1],
            reason="bilan scellé",
            closed_at=datetime(2026, 2, 15, tzinfo=UTC),
        )
    deliver = send if story["to"] == "entries" else send_rounds
    with clock.hold(datetime(2026, 6, 1, tzinfo=UTC)):
        said = [
            receipt.status.value
            for payload, _ in story["deliveries"]
            for receipt in deliver(Person(member), _filled(payload, numbers))
        ]
    assert said == [status for _, status in story["deliveries"]]


def test_the_outlines_are_drawn_as_a_telephone_is_sent_them() -> None:
    (row,) = [row for row in CONTOURS["communes"] if row["code"] == "59002"]
    ((outer,),) = row["rings"]
    ((drawn,),) = rings(shapely.Polygon(outer), 0.0001)
    assert sorted(map(tuple, drawn[1:])) == sorted(map(tuple, outer[1:]))


def test_the_file_can_be_read_by_anybody() -> None:
    said = json.loads(FILE.read_text())
    assert set(said) == {"about", "service_days", "warnings", "locate", "stories"}
