"""The map and its list say the same, whatever is asked; the public sees what appears."""

import re
from typing import Any

import pytest
from django.urls import reverse

from entremise.atlas.screen import Screen
from entremise.structures.enums import Domain, OperatorType, Portage
from entremise.structures.models import Dispositif
from tests.atlas.geography import MOULINS, make_geography, serve
from tests.positions.factories import make_position
from tests.structures.factories import make_structure
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of

pytestmark = pytest.mark.django_db

MAP, PUBLIC, EMBEDDED = reverse("map"), reverse("public_map"), reverse("embedded_map")


@pytest.fixture
def mission(cast: Cast) -> PageClient:
    make_geography()
    return client_of(cast.regional)


def screen_of(client: PageClient, query: str = "", url: str = MAP) -> Screen:
    """What a page of the map shows."""
    found: Screen = client.get(url + query).context["screen"]
    return found


def names(screen: Screen) -> set[str]:
    """Of the list."""
    return {row.dispositif.name for row in screen.rows}


def drawn(screen: Screen) -> set[int]:
    """The dispositifs that the discs of the map hold."""
    return {int(key) for mark in screen.drawing.marks for key in mark.keys.split()}


def text(client: PageClient, url: str) -> str:
    """As it is read."""
    return re.sub(r"[\xa0\u202f]", " ", client.get(url).content.decode())


QUERIES = [
    "",
    "?domain=rights",
    "?domain=public_space&operator_type=association",
    "?portage=mutualised",
    "?register=presence",
    "?public=youth",
    "?departement=59",
    "?epci=246200364",
    "?departement=62&domain=rights",
    "?view=50.65,3.05,8",
    "?view=50.65,3.35,8&domain=public_space",
    "?view=10,10,5",
    "?region=nowhere&domain=nothing&view=x&after=z&pick=a",
    "?view=nan,nan,nan&move=nan,1e400,1&after=²&pick=²",
    f"?after={'1' * 5000}&pick={'1' * 5000}",
]


@pytest.mark.parametrize("query", QUERIES)
def test_the_list_says_what_the_map_shows(mission: PageClient, query: str) -> None:
    serve("59350", name="Droits", domains=[Domain.RIGHTS], registers=["presence"])
    serve("59512", "59599", name="Partagé", portage=Portage.MUTUALISED, publics=["youth"])
    serve("62498", name="Lens", domains=[Domain.RIGHTS, Domain.PUBLIC_SPACE])
    shown = screen_of(mission, query)
    assert drawn(shown) == {row.dispositif.pk for row in shown.rows}
    assert shown.here == len(shown.rows) == sum(_count(mark) for mark in shown.drawing.marks)


def _count(mark: Any) -> int:
    return int(mark.count or 1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?domain=rights", {"Droits", "Lens"}),
        ("?register=presence", {"Droits"}),
        ("?public=youth", {"Partagé"}),
        ("?portage=mutualised", {"Partagé"}),
        ("?operator_type=landlord", {"Bailleur"}),
        ("?departement=62", {"Lens"}),
        ("?view=50.65,3.35,8&domain=rights", {"Lens"}),
    ],
)
def test_filters_keep_what_they_say(mission: PageClient, query: str, expected: set[str]) -> None:
    landlord = make_structure("Bailleur", operator_type=OperatorType.LANDLORD)
    serve("59350", name="Droits", domains=[Domain.RIGHTS], registers=["presence"])
    serve("59512", "59599", name="Partagé", portage=Portage.MUTUALISED, publics=["youth"])
    serve("62498", name="Lens", domains=[Domain.RIGHTS])
    serve("59350", name="Bailleur", structure=landlord)
    assert names(screen_of(mission, query)) == expected


def test_a_dispositif_stands_where_it_receives_else_amid_what_it_serves(cast: Cast) -> None:
    make_geography()
    received = serve("59350", name="Accueil", lon=3.31, lat=50.61)
    quarter = serve("59350", qpvs=(MOULINS,), name="Quartier")
    between = serve("59350", "59512", name="Deux communes")
    client = client_of(cast.regional)
    shown = screen_of(client, "?view=50.61,3.31,2")
    assert names(shown) == {received.name}
    assert quarter.name in names(screen_of(client, "?view=50.63,3.025,2"))
    assert between.name in names(screen_of(client, "?view=50.65,3.1,2"))


def test_shades_tell_how_many_dispositifs_serve_each_territory(mission: PageClient) -> None:
    serve("59350", "59512")
    serve("62498")
    shades = screen_of(mission, "?unit=commune").drawing.shading
    lille = Dispositif.objects.filter(communes="59350").count()
    assert dict(shades.values) == {"59350": lille, "59512": 1, "59599": 0, "62498": 1}
    epcis = screen_of(mission, "?unit=epci").drawing.shading
    assert epcis.values["246200364"] == 1
    there = Dispositif.objects.filter(communes__epci="200093201").distinct()
    assert epcis.values["200093201"] == there.count()
    assert set(screen_of(mission, "?unit=arrondissement").drawing.shading.values) == {"595", "625"}


def test_shades_tell_jobs_and_people(mission: PageClient, cast: Cast) -> None:
    commune = cast.dispositif.communes.get()
    make_position(cast.structure, commune=commune, dispositif=cast.dispositif)
    jobs = screen_of(mission, "?unit=commune&measure=jobs").drawing.shading
    assert jobs.values["59350"] == 1
    assert jobs.values["62498"] == 0
    people = screen_of(mission, "?unit=commune&measure=people").drawing.shading
    served = Dispositif.objects.filter(communes="59350").count()
    assert people.values == {"59350": 236_000 / served}
    assert people.number("62498") is None


def test_the_steering_committee_counts_jobs_and_a_director_its_own(cast: Cast) -> None:
    make_geography()
    commune = cast.neighbour_dispositif.communes.get()
    make_position(cast.neighbour, commune=commune)
    seen = {
        role: screen_of(client_of(person), "?unit=commune&measure=jobs").drawing.shading.values
        for role, person in (("steering", cast.steering), ("director", cast.director))
    }
    assert seen["steering"]["59350"] == 1
    assert seen["director"]["59350"] == 0


def test_without_outlines_there_are_points_and_a_list(cast: Cast) -> None:
    make_geography(drawn=False)
    client = client_of(cast.regional)
    page = text(client, MAP)
    assert "Les contours de ce territoire ne sont pas chargés" in page
    assert screen_of(client).here > 0
    assert not screen_of(client).drawing.outlined


def test_a_dispositif_opens_beside_the_map(mission: PageClient, cast: Cast) -> None:
    found = serve("59350", name="Rondes", opening_hours="Mo-Fr 18:00-22:00")
    page = text(mission, f"{MAP}?pick={found.pk}")
    assert "Du lundi au vendredi" in page
    assert reverse("dispositif_detail", args=[found.pk]) in page
    assert "horaires inconnus" in text(mission, f"{MAP}?pick={cast.dispositif.pk}")


def test_one_reads_what_is_public_and_what_is_one_s_own(cast: Cast) -> None:
    make_geography()
    for row in (cast.neighbour_dispositif, cast.other_dispositif):
        row.published = False
        row.save()
    client = client_of(cast.director)
    seen = names(screen_of(client))
    assert cast.other_dispositif.name in seen
    assert cast.neighbour_dispositif.name not in seen
    sheet = f"{MAP}?pick={cast.neighbour_dispositif.pk}"
    assert screen_of(client, f"?pick={cast.neighbour_dispositif.pk}").chosen is None
    assert cast.neighbour_dispositif.name not in text(client, sheet)


@pytest.mark.parametrize("url", [PUBLIC, EMBEDDED])
def test_the_public_sees_what_appears(cast: Cast, url: str, client: PageClient) -> None:
    make_geography()
    hidden, shy = serve("59350", name="Caché", published=False), make_structure(published=False)
    serve("59350", name="De structure cachée", structure=shy)
    region = "?region=32"
    seen = names(screen_of(client, region, url))
    assert cast.dispositif.name in seen
    assert seen.isdisjoint({"Caché", "De structure cachée"})
    page = text(client, f"{url}{region}&pick={hidden.pk}&measure=jobs")
    assert "Caché" not in page
    assert screen_of(client, f"{region}&measure=jobs", url).drawing.shading.measure == "dispositifs"


def test_only_the_embedded_map_may_be_framed(cast: Cast, client: PageClient) -> None:
    make_geography()
    embedded, public = client.get(EMBEDDED), client.get(PUBLIC)
    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    assert "frame-ancestors 'none'" in public["Content-Security-Policy"]
    assert public["X-Frame-Options"] == "DENY"
    assert 'target="_blank"' in embedded.content.decode()


def test_the_country_is_shown_by_departement(cast: Cast, client: PageClient) -> None:
    make_geography()
    shown = screen_of(client, "?unit=commune", PUBLIC)
    assert shown.drawing.shading.unit == "departement"
    assert set(shown.drawing.shading.values) == {"59", "62"}


def test_a_gesture_is_told_from_the_view_it_began_in(mission: PageClient) -> None:
    still = screen_of(mission, "?view=50.65,3.05,20")
    moved = screen_of(mission, "?view=50.65,3.05,20&move=0.5,0,1").drawing.frame
    assert moved.x == pytest.approx(still.drawing.frame.x + still.drawing.frame.side / 2)
    nearer = screen_of(mission, "?view=50.65,3.05,20&move=0,0,2").drawing.frame
    assert nearer.side == pytest.approx(still.drawing.frame.side / 2)
    assert "move" not in screen_of(mission, "?view=50.65,3.05,20&move=0,0,2").steps[0].href
    for wrong in ("9,9,9", "a,b,c", "0,0,0", "nan,0,1"):
        assert screen_of(mission, f"?view=50.65,3.05,20&move={wrong}").drawing.frame.km


def test_a_disc_of_several_leads_nearer_and_keeps_the_filters(mission: PageClient) -> None:
    for number in range(5):
        serve("59350", name=f"Service {number}", lon=3.02 + number / 100, lat=50.65)
    whole = screen_of(mission, "?domain=public_space&view=50.65,3.1,80")
    (disc,) = [mark for mark in whole.drawing.marks if mark.count]
    assert "domain=public_space" in disc.href
    nearer = screen_of(mission, disc.href)
    assert nearer.drawing.frame.km < 80
    assert {row.dispositif.name for row in nearer.rows} >= {f"Service {n}" for n in range(5)}


def test_pages_of_the_list_follow_one_another(mission: PageClient) -> None:
    for number in range(45):
        serve("59350", name=f"Service {number:02}")
    seen: list[int] = []
    query = ""
    for _ in range(4):
        shown = screen_of(mission, query)
        seen += [row.dispositif.pk for row in shown.rows]
        if shown.after is None:
            break
        query = f"?after={shown.after}"
    assert len(seen) == len(set(seen)) == shown.total


def test_names_are_written_as_text(mission: PageClient) -> None:
    serve("59350", name="<b>Moulins</b> & co", lon=3.02, lat=50.62)
    page = mission.get(f"{MAP}?view=50.62,3.02,2").content.decode()
    assert "<b>Moulins" not in page
    assert "&lt;b&gt;Moulins" in page


def test_the_map_asks_as_many_questions_of_fifty_as_of_one(mission: PageClient) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            serve("59350", "59512", qpvs=(MOULINS,), opening_hours="Mo-Fr 18:00-22:00")

    assert_constant_queries(mission, MAP, grow)


def test_the_lines_to_copy_show_the_same_map(cast: Cast, client: PageClient) -> None:
    make_geography()
    page = text(client, f"{PUBLIC}?region=32&domain=public_space&view=50.65,3.05,20")
    (found,) = re.findall(r'&lt;iframe src="([^"]*)"', page)
    address = found.replace("&amp;", "&")
    assert (
        address == f"http://testserver{EMBEDDED}?region=32&domain=public_space&view=50.65,3.05,20"
    )
    whole = text(client, PUBLIC)
    assert f'src="http://testserver{EMBEDDED}"' in whole


def test_no_link_of_a_moved_map_moves_it_again(mission: PageClient) -> None:
    for number in range(30):
        serve("59350", name=f"Service {number}")
    page = text(mission, f"{MAP}?view=50.65,3.05,80&move=0.1,0,1")
    links = re.findall(r'href="(\?[^"]*)"', page)
    assert len(links) > 20
    assert [link for link in links if "move" in link] == []
