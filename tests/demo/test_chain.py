"""The last steps of the demonstration, on a few days: figures, a report, a sealed one."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from entremise.activities.models import Activity, ClosedPeriod
from entremise.core import clock
from entremise.portal.demo.chain import FUNDER, SHOWN, Chain, WorkerTooSlowError
from entremise.portal.demo.fill import fill
from entremise.portal.demo.generate import DemoOuting, Generator
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import Pack, read
from entremise.portal.demo.posting import Posted
from entremise.portal.demo.region import Loaded
from entremise.portal.demo.world import World, world_of
from entremise.reports.models import Report
from entremise.reports.policies import visible_reports
from entremise.structures.actor import actor_of
from entremise.structures.models import Membership
from tests.demo.factories import make_communes_of

TODAY = date(2026, 11, 22)
WEEKS = ((date(2025, 3, 10), date(2025, 3, 16)), (date(2026, 3, 9), date(2026, 3, 15)))


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def chain(said: list[str]) -> Iterator[Chain]:
    with clock.hold(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield Chain(say=said.append, today=TODAY)


@pytest.fixture
def loaded(db: None, chain: Chain, settings: Settings, tmp_path: Path) -> Loaded:
    """One week of each year, without its facts."""
    settings.VAR = tmp_path
    pack = read()
    make_communes_of(pack)
    load(pack, today=TODAY, password="demonstration-2026")
    world, generator = world_of(pack), Generator(pack)
    entries = [entry for week in WEEKS for entry in generator.between(*week)]
    count = fill(pack, world, entries)
    return Loaded(pack, world, rows=0, employers=0, jobs=0, support=0, entries=count, rounds=0)


def test_figures_report_and_seal(chain: Chain, loaded: Loaded, said: list[str]) -> None:
    call_command("refresh_facts", stdout=StringIO())
    assert chain.wait_for_figures() > 0
    found = chain.count(loaded)
    moulins = Activity.objects.filter(dispositif=loaded.world.dispositifs["moulins"])
    for values, year in ((found.totals.values, 2026), (found.totals.previous, 2025)):
        expected = moulins.filter(service_date__year=year).count()
        assert values["activities"].number == expected
        assert set(values) == set(SHOWN)

    paths = chain.report(loaded)
    assert [path.suffix for path in paths] == [".pdf", ".xlsx"]
    assert paths[0].read_bytes().startswith(b"%PDF")

    sealed = chain.seal(loaded)
    assert sealed.is_sealed
    assert chain.seal(loaded).pk == sealed.pk
    assert ClosedPeriod.objects.count() == 1
    partner = Membership.objects.get(structure=loaded.world.structures[FUNDER], role="partner")
    assert list(visible_reports(actor_of(partner))) == [sealed]
    assert Report.objects.filter(year=2026).exists()

    chain.present(loaded, "http://127.0.0.1:8000")
    text = "\n".join(said)
    assert "http://127.0.0.1:8000" in text
    assert "mediateur-017@citeo.example.org" in text


def test_the_last_days_are_sent_with_a_round_under_way_and_a_wrong_one(
    chain: Chain, loaded: Loaded, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def post(pack: Pack, world: World, outings: list[DemoOuting], **kwargs: Any) -> Posted:
        asked.update(kwargs, outings={outing.id: outing for outing in outings})
        return Posted(Counter(created=2), Counter(created=3, invalid=1), senders=2, batches=2)

    monkeypatch.setattr("entremise.portal.demo.chain.post", post)
    chain.send(loaded, 8000)
    now, outings = clock.now(), asked["outings"].values()
    (out,) = [o for o in outings if o.dispositif == "moulins" and o.started_at <= now < o.ended_at]
    assert not out.entries
    wrong = asked["outings"][asked["wrong_clock"]]
    assert (wrong.dispositif, wrong.service_date) == ("moulins", date(2026, 11, 21))
    text = "\n".join(said)
    assert "3 tournées enregistrées" in text
    assert "1 tournée à corriger" in text
    assert chain.devices(loaded) == len(loaded.pack.phones)
    assert chain.devices(loaded) == 0


def test_figures_that_do_not_come_are_said(
    chain: Chain, loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entremise.portal.demo.chain.PATIENCE", 0.1)
    with pytest.raises(WorkerTooSlowError, match="à temps"):
        chain.wait_for_figures()
