"""A funder that pays for one commune reads what was done there, and reads that it is so."""

import pytest

from entremise.core import clock
from entremise.reports.compose import compose
from entremise.reports.document import Bilan
from entremise.reports.drawing import drawings_of
from entremise.reports.edition import Edition, view_of
from entremise.reports.orders import order_for
from entremise.structures.models import Structure
from tests.activities.factories import LAST, payload, send
from tests.reports.conftest import Refresh
from tests.structures.factories import make_funding_line
from tests.support.cast import Cast
from tests.territories.factories import LILLE, make_commune

ROUBAIX = "59512"


@pytest.fixture
def two_towns(cast: Cast, refresh: Refresh) -> Cast:
    """Six activities in Roubaix, seven in Lille; `other_funder` pays in Roubaix only."""
    roubaix = make_commune(ROUBAIX, "Roubaix")
    cast.dispositif.communes.add(roubaix)
    make_funding_line(cast.dispositif, cast.other_funder, [roubaix])
    towns = [ROUBAIX] * 6 + [LILLE] * 7
    places = [{"kind": "street", "commune": town} for town in towns]
    send(cast.mediator, *(payload(cast.dispositif, place=place) for place in places))
    refresh()
    return cast


def bilan_for(cast: Cast, funder: Structure) -> Bilan:
    return compose(
        order_for(dispositif=cast.dispositif, funder=funder, year=LAST, today=clock.today())
    )


def perimeters(bilan: Bilan) -> list[str]:
    view = view_of(bilan, Edition("R-1"), drawings_of(bilan))
    place = view["funding"]["columns"].index("Périmètre")
    return [row[place] for row in view["funding"]["rows"]]


def test_it_counts_what_took_place_there(two_towns: Cast) -> None:
    bilan = bilan_for(two_towns, two_towns.other_funder)
    told = {figure.measure.code: figure.value.number for figure in bilan.figures}
    assert told["activities"] == 6
    assert perimeters(bilan) == ["Roubaix seulement"]
    assert any("limitée à certaines communes" in text for text in bilan.method)


def test_whoever_pays_everywhere_reads_nothing_of_it(two_towns: Cast) -> None:
    bilan = bilan_for(two_towns, two_towns.funder)
    told = {figure.measure.code: figure.value.number for figure in bilan.figures}
    assert told["activities"] == 13
    assert perimeters(bilan) == ["Tout le territoire du dispositif"]
    assert not any("limitée à certaines communes" in text for text in bilan.method)
