"""Who works where: against a slow reading of the rule, by its edges, and on the pages."""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest
from django.urls import reverse
from shapely import box
from shapely.geometry import mapping, shape

from entremise.atlas.coverage import Band, Covered, coverage, opened, slots_of
from entremise.atlas.overlaps import overlaps, overlaps_of
from entremise.atlas.words import days_written, when_written
from entremise.core import clock
from entremise.structures.enums import Domain
from entremise.structures.models import Dispositif
from entremise.territories.models import Commune, Contour, Qpv
from tests.atlas.geography import ALMA, COMMUNES, MOULINS, make_geography, serve
from tests.atlas.test_map import text
from tests.structures.factories import make_structure
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of

pytestmark = pytest.mark.django_db

PAGE, EXPORT, OVERLAPS = (
    reverse("coverage"),
    reverse("coverage_export", args=["csv"]),
    reverse("overlap_list"),
)
EVENINGS = "Mo-Fr 18:00-22:00"


def covered(rows: Sequence[Dispositif] | None = None) -> dict[str, Covered]:
    """Each place by its code."""
    found = Dispositif.objects.all()
    if rows is not None:
        found = found.filter(pk__in=[row.pk for row in rows])
    return {place.code: place for place in coverage(opened(found), Commune.objects.all())}


def at(place: Covered) -> set[int]:
    return {service.pk for service, _ in place.services}


def slow_qpv(dispositif: Dispositif, qpv: Qpv) -> bool:
    """The rule of the module, read for one dispositif and one neighbourhood."""
    around = set(qpv.communes.values_list("pk", flat=True))
    if not around & set(dispositif.communes.values_list("pk", flat=True)):
        return False
    named = list(dispositif.qpvs.all())
    if qpv in named:
        return True
    if dispositif.area:
        outline = Contour.objects.filter(kind="qpv", code=qpv.pk).first()
        return outline is not None and shape(dispositif.area).intersects(outline.geometry)
    return not any(around & set(one.communes.values_list("pk", flat=True)) for one in named)


@pytest.mark.parametrize("seed", range(6))
def test_coverage_is_that_of_a_slow_reading(seed: int) -> None:
    make_geography()
    random = Random(seed)
    for _ in range(14):
        communes = random.sample(list(COMMUNES), random.randint(1, 3))
        inside = [q for q, c in ((MOULINS, "59350"), (ALMA, "59512")) if c in communes]
        area = mapping(box(3.0 + random.random() / 4, 50.6, 3.1 + random.random() / 4, 50.65))
        serve(
            *communes,
            qpvs=tuple(q for q in inside if random.random() < 0.5),
            area=area if random.random() < 0.4 else None,
            opened_on=date(2020, 1, 1) if random.random() < 0.8 else clock.today() + timedelta(9),
        )
    found = covered()
    today = clock.today()
    rows = [row for row in Dispositif.objects.all() if row.opened_on <= today]
    for code in COMMUNES:
        assert at(found[code]) == {r.pk for r in rows if r.communes.filter(pk=code).exists()}
    for qpv in Qpv.objects.filter(pk__in=(MOULINS, ALMA)):
        assert at(found[qpv.pk]) == {row.pk for row in rows if slow_qpv(row, qpv)}


def test_a_service_closed_yesterday_covers_nothing() -> None:
    make_geography()
    today = clock.today()
    closed = serve("62498", closed_on=today - timedelta(days=1))
    last = serve("62498", closed_on=today)
    coming = serve("62498", opened_on=today + timedelta(days=1))
    assert at(covered([closed, last, coming])["62498"]) == {last.pk}


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("Mo 08:00-18:00", {(0, Band.DAY)}),
        ("Mo 17:30-18:30", set()),  # half an hour of each: neither
        ("Mo 16:00-23:00", {(0, Band.DAY), (0, Band.EVENING), (0, Band.NIGHT)}),
        ("Fr 22:00-02:00", {(4, Band.NIGHT)}),
        ("Mo 05:00-07:00", {(6, Band.NIGHT)}),  # still the night of Sunday
        ("Sa 14:00-15:00; Sa 18:00-19:00", {(5, Band.EVENING)}),  # a later rule replaces
        ("Sa 14:00-15:00,18:00-19:00", {(5, Band.DAY), (5, Band.EVENING)}),
        ("24/7", {(day, band) for day in range(7) for band in Band}),
    ],
)
def test_the_parts_of_a_week(hours: str, expected: set[tuple[int, Band]]) -> None:
    assert slots_of(hours) == expected


def test_days_are_told_as_people_do() -> None:
    assert days_written([0, 1, 2, 3, 4]) == "du lundi au vendredi"
    assert days_written([1, 3]) == "mardi et jeudi"
    assert days_written(list(range(7))) == "tous les jours"
    assert days_written([5, 6]) == "samedi et dimanche"


def test_hours_that_nobody_gave_are_said_missing() -> None:
    make_geography()
    rows = [serve("62498", opening_hours=EVENINGS), serve("62498")]
    both, known = covered(rows)["62498"], covered(rows[:1])["62498"]
    assert when_written(known) == "le soir, du lundi au vendredi"
    assert when_written(both) == "le soir, du lundi au vendredi ; horaires inconnus : 1"
    assert when_written(covered(rows[1:])["62498"]) == "horaires inconnus"


# --- overlaps


def pairs(rows: Sequence[Dispositif]) -> list[tuple[set[int], list[str]]]:
    found = overlaps(covered(rows).values())
    return [({p.first.pk, p.second.pk}, sorted(x.code for x in p.places)) for p in found]


def test_two_that_do_the_same_in_one_neighbourhood_meet() -> None:
    make_geography()
    one, other = serve("59350", qpvs=(MOULINS,)), serve("59350", qpvs=(MOULINS,))
    assert pairs([one, other]) == [({one.pk, other.pk}, [MOULINS])]


def test_two_neighbourhoods_of_one_commune_are_apart() -> None:
    make_geography()
    Qpv.objects.get(pk=ALMA).communes.set(["59350"])
    assert pairs([serve("59350", qpvs=(MOULINS,)), serve("59350", qpvs=(ALMA,))]) == []


def test_a_whole_commune_meets_its_neighbourhoods() -> None:
    make_geography()
    whole, part = serve("59350"), serve("59350", qpvs=(MOULINS,))
    assert pairs([whole, part]) == [({whole.pk, part.pk}, [MOULINS])]
    other = serve("59350")
    assert ({whole.pk, other.pk}, ["59350", MOULINS]) in pairs([whole, other])


def test_other_domains_or_one_structure_are_no_overlap() -> None:
    make_geography()
    own = make_structure()
    rows = [serve("62498", structure=own), serve("62498", structure=own)]
    assert pairs(rows) == []
    assert pairs([rows[0], serve("62498", domains=[Domain.SCHOOL])]) == []


def test_hours_tell_whether_two_meet() -> None:
    make_geography()
    one = serve("62498", opening_hours=EVENINGS)
    (same,) = overlaps(covered([one, serve("62498", opening_hours="We 16:00-21:00")]).values())
    assert (same.evenings, same.apart) == ([2], False)
    (apart,) = overlaps(covered([one, serve("62498", opening_hours="Sa 09:00-12:00")]).values())
    assert (apart.evenings, apart.apart) == ([], True)
    (unknown,) = overlaps(covered([one, serve("62498")]).values())
    assert (unknown.evenings, unknown.apart) == (None, False)


def test_a_dispositif_is_told_whom_it_meets(cast: Cast) -> None:
    make_geography()
    cast.dispositif.qpvs.set([MOULINS])
    cast.neighbour_dispositif.qpvs.set([MOULINS])
    page = text(client_of(cast.director), reverse("dispositif_detail", args=[cast.dispositif.pk]))
    assert "Un autre dispositif intervient déjà : Moulins." in page
    assert "Correspondants de nuit" in page
    Dispositif.objects.filter(pk=cast.neighbour_dispositif.pk).update(published=False)
    page = text(client_of(cast.director), reverse("dispositif_detail", args=[cast.dispositif.pk]))
    assert "Correspondants de nuit" not in page
    (pair,) = overlaps_of(cast.regional.actor, cast.dispositif)
    assert pair.first.pk == cast.dispositif.pk


# --- the pages


def test_where_nobody_works_comes_first(cast: Cast) -> None:
    make_geography()
    cast.dispositif.qpvs.set([MOULINS])
    response = client_of(cast.regional).get(PAGE)
    places = response.context["page"].places
    assert [place.name for place in places][:2] == ["Alma", "Moulins"]
    assert [p.name for p in places[2:]] == ["Roubaix", "Tourcoing", "Lens", "Lille"]
    assert response.context["headline"] == "Dans 1 QPV sur 2, personne n'intervient."


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=qpv", {"Alma", "Moulins"}),
        ("?state=none", {"Alma", "Roubaix", "Tourcoing"}),
        ("?kind=commune&state=covered", {"Lille", "Lens"}),
        ("?kind=commune&state=several", {"Lille"}),
        ("?kind=commune&state=no_evening", {"Lille", "Roubaix", "Tourcoing"}),
        ("?departement=62", {"Lens"}),
        ("?domain=school&state=covered", set()),
    ],
)
def test_filters_of_coverage(cast: Cast, query: str, expected: set[str]) -> None:
    make_geography()
    serve("62498", opening_hours=EVENINGS)
    client = client_of(cast.regional)
    places = client.get(PAGE + query).context["page"].places
    assert {place.name for place in places} == expected
    lines = b"".join(client.get(EXPORT + query).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(lines), delimiter=";"))
    assert {row["nom"] for row in rows} == expected


def test_the_page_of_a_commune_and_of_a_neighbourhood(cast: Cast) -> None:
    make_geography()
    serve("62498", name="Rondes du soir", opening_hours=EVENINGS)
    client = client_of(cast.steering)
    lens = text(client, reverse("commune_coverage", args=["62498"]))
    assert "Rondes du soir" in lens
    assert "Le soir, du lundi au vendredi." in lens
    alma = text(client, reverse("qpv_coverage", args=[ALMA]))
    assert "Personne n'intervient ici" in alma
    assert client.get(reverse("qpv_coverage", args=["QN00000M"])).status_code == 404
    assert client.get(reverse("commune_coverage", args=["99999"])).status_code == 404
    assert client.get("/couverture/communes/%00/").status_code == 400


def test_overlaps_are_listed_for_the_mission(cast: Cast) -> None:
    make_geography()
    page = text(client_of(cast.regional), OVERLAPS)
    assert "Moulins (Citéo)" in page
    assert "Correspondants de nuit" in page
    assert client_of(cast.director).get(OVERLAPS).status_code == 403
    assert "Aucun chevauchement" in text(client_of(cast.regional), f"{OVERLAPS}?departement=62")


def test_whoever_works_nowhere_chooses_a_region(cast: Cast) -> None:
    make_geography()
    Dispositif.communes.through.objects.all().delete()
    page = text(client_of(cast.director), PAGE)
    assert "Choisissez une région" in page


@pytest.mark.parametrize("name", ["coverage", "overlap_list"])
def test_coverage_asks_as_many_questions_of_fifty_as_of_one(cast: Cast, name: str) -> None:
    make_geography()
    client: PageClient = client_of(cast.regional)

    def grow(count: int) -> None:
        for _ in range(count):
            serve("59350", "59512", qpvs=(MOULINS,), opening_hours=EVENINGS)

    assert_constant_queries(client, reverse(name), grow)


@pytest.mark.parametrize("place", [("commune_coverage", "59350"), ("qpv_coverage", MOULINS)])
def test_a_place_asks_as_many_questions_of_fifty_as_of_one(
    cast: Cast, place: tuple[str, str]
) -> None:
    make_geography()

    def grow(count: int) -> None:
        for _ in range(count):
            serve("59350", "59512", qpvs=(MOULINS,), opening_hours=EVENINGS)

    assert_constant_queries(client_of(cast.regional), reverse(place[0], args=[place[1]]), grow)
