"""A telephone receives what a round needs, and again only what has changed."""

import json

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entremise.activities.models import Activity
from entremise.carnet.territory import rings
from entremise.core import clock
from entremise.structures.enums import Role
from entremise.territories.models import Contour, LoadedSource, PostalCode
from tests.activities.factories import make_activities, make_activity
from tests.carnet.telephone import Telephone
from tests.structures.factories import make_membership, make_partner
from tests.support.cast import Cast
from tests.territories.factories import make_commune, make_qpv
from tests.territories.samples import square

SECTIONS = {"lists", "service", "places", "communes", "contours"}


def _contour(kind: str, code: str, lon: float, side: float = 0.1) -> None:
    source, _ = LoadedSource.objects.get_or_create(
        name="essai",
        defaults={"version": "1", "vintage": "x", "producer": "x", "licence": "x", "rows": 1}
        | {"loaded_at": clock.now()},
    )
    shape = shapely.to_wkb(shapely.from_geojson(json.dumps(square(lon, 50.6, side))))
    Contour.objects.create(kind=kind, code=code, shape=shape, source=source)


def test_everything_a_round_needs(cast: Cast) -> None:
    PostalCode.objects.create(commune_id="59350", code="59000")
    partner = make_partner(cast.structure, "CCAS", category="social")
    make_qpv()
    _contour("commune", "59350", 3.0)
    _contour("qpv", "QN05901M", 3.02, 0.02)
    place = {"kind": "street", "label": "Porte d'Arras", "commune": "59350"}
    make_activity(cast.mediator, cast.dispositif, place=place)
    sections = Telephone(cast.mediator).reference()["sections"]
    assert set(sections) == SECTIONS
    assert sections["lists"]["register"][0]["code"] == "presence"
    assert sections["lists"]["register"][0]["icon"] == "person-walking"
    service = sections["service"]
    assert [item["id"] for item in service["dispositifs"]] == [cast.dispositif.pk]
    assert service["dispositifs"][0]["time_zone"] == "Europe/Paris"
    assert {item["id"] for item in service["mediators"]} == {
        cast.mediator.actor.member,
        cast.coordinator.actor.member,
    }
    assert service["partners"] == [{"id": partner.pk, "name": "CCAS", "category": "social"}]
    (recent,) = sections["places"]["recent"]
    assert (recent["label"], recent["uses"], recent["place"]["commune"]) == (
        "Porte d'Arras",
        1,
        "59350",
    )
    (commune,) = sections["communes"]
    assert (commune["code"], commune["postal"], commune["qpv_known"]) == ("59350", ["59000"], True)
    contours = sections["contours"]
    ((outer,),) = contours["communes"][0]["rings"]
    assert sorted(map(tuple, outer[1:])) == [(3.0, 50.6), (3.0, 50.7), (3.1, 50.6), (3.1, 50.7)]
    (qpv,) = contours["qpv"]
    assert (qpv["code"], qpv["fictitious"], qpv["communes"]) == ("QN05901M", True, ["59350"])


def test_a_fictitious_perimeter_gives_way_to_official_ones(cast: Cast) -> None:
    make_qpv()
    make_qpv("QN05902M", "Officiel", fictitious=False)
    _contour("qpv", "QN05901M", 3.02, 0.02)
    _contour("qpv", "QN05902M", 3.06, 0.02)
    contours = Telephone(cast.mediator).reference()["sections"]["contours"]
    assert [row["code"] for row in contours["qpv"]] == ["QN05902M"]


def test_the_whole_territory_of_the_structure_and_nothing_beyond(cast: Cast) -> None:
    """One may be sent to help another team; not another structure."""
    cast.other_dispositif.communes.set([make_commune("59512", "Roubaix")])
    cast.neighbour_dispositif.communes.set([make_commune("59599", "Tourcoing")])
    for number, code in enumerate(("59350", "59512", "59599")):
        _contour("commune", code, 3.0 + number / 5)
    for person in (cast.mediator, cast.director):
        held = Telephone(person, str(person.actor.member)).reference()["sections"]
        assert [row["code"] for row in held["communes"]] == ["59350", "59512"]
        assert [row["code"] for row in held["contours"]["communes"]] == ["59350", "59512"]


def test_what_has_not_changed_is_not_sent(cast: Cast) -> None:
    telephone = Telephone(cast.mediator)
    first = telephone.reference()
    again = telephone.reference(first["since"])
    assert again == {"since": first["since"], "sections": {}}


def test_a_change_of_team_sends_only_its_section(cast: Cast) -> None:
    telephone = Telephone(cast.mediator)
    since = telephone.reference()["since"]
    make_membership(Role.MEDIATOR, cast.structure, [cast.dispositif])
    after = telephone.reference(since)
    assert set(after["sections"]) == {"service"}
    assert telephone.reference(after["since"])["sections"] == {}


def test_a_new_place_sends_only_places(cast: Cast) -> None:
    telephone = Telephone(cast.mediator)
    since = telephone.reference()["since"]
    make_activity(cast.mediator, cast.dispositif, place={"kind": "street", "label": "Ici"})
    assert set(telephone.reference(since)["sections"]) == {"places"}


def test_a_new_commune_sends_its_map(cast: Cast) -> None:
    telephone = Telephone(cast.mediator)
    since = telephone.reference()["since"]
    cast.dispositif.communes.add(make_commune("59512", "Roubaix"))
    assert set(telephone.reference(since)["sections"]) == {"service", "communes", "contours"}


@pytest.mark.parametrize("since", ["n'importe quoi", "lists.zz~~", "x" * 3000])
def test_a_token_that_cannot_be_read_asks_for_everything(cast: Cast, since: str) -> None:
    assert set(Telephone(cast.mediator).reference(since)["sections"]) == SECTIONS


def test_ones_own_habits_come_first(cast: Cast) -> None:
    for person, label, times in ((cast.coordinator, "Eux", 3), (cast.mediator, "Moi", 1)):
        for _ in range(times):
            make_activity(person, cast.dispositif, place={"kind": "street", "label": label})
    recent = Telephone(cast.mediator).reference()["sections"]["places"]["recent"]
    assert [(row["label"], row["uses"]) for row in recent] == [("Moi", 1), ("Eux", 3)]
    Activity.objects.update(cancelled_at=clock.now())
    assert Telephone(cast.mediator, "b").reference()["sections"]["places"]["recent"] == []


def test_the_snapshot_asks_a_constant_number_of_questions(cast: Cast) -> None:
    telephone = Telephone(cast.mediator)

    def count() -> int:
        telephone.reference()
        with CaptureQueriesContext(connection) as captured:
            telephone.reference()
        return len(captured)

    make_activities(cast.mediator, cast.dispositif, 1)
    make_qpv()
    few = count()
    make_activities(cast.mediator, cast.dispositif, 20)
    for number in range(12):
        make_membership(Role.MEDIATOR, cast.structure, [cast.dispositif])
        make_partner(cast.structure)
        cast.dispositif.communes.add(make_commune(f"590{number:02}", f"Commune {number}"))
        make_qpv(f"QN059{number:02}M", f"Quartier {number}")
    assert count() == few


def test_outlines_are_light_and_stay_valid() -> None:
    # A circle of a thousand points, with a hole: a few dozen are enough to tell who is inside.
    outline = shapely.Point(3, 50).buffer(0.05, 250) - shapely.Point(3, 50).buffer(0.01, 250)
    (polygon,) = rings(outline, 0.0001)
    outer, hole = polygon
    assert len(outer) < 120
    drawn = shapely.Polygon(outer, [hole])
    assert drawn.is_valid
    assert shapely.symmetric_difference(drawn, outline).area < outline.area * 0.01
    assert all(round(value, 5) == value for point in outer for value in point)
    assert len(rings(shapely.union(shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)), 0.1)) == 2
