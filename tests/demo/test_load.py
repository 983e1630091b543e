"""The pack in the database: whole, once, and honest about what stands in for what."""

import math
from datetime import date, timedelta
from pathlib import Path

import pytest
import shapely
from django.conf import settings as project
from django.core.management import CommandError, call_command
from pytest_django import Settings

from entremise.accounts.models import User
from entremise.activities.models import Activity
from entremise.journal.models import JournalLine
from entremise.portal.demo import accounts
from entremise.portal.demo.employers import load_employers
from entremise.portal.demo.fill import fill
from entremise.portal.demo.generate import METRES_PER_DEGREE, Generator
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import Pack, PlaceRow, read
from entremise.portal.demo.world import payload, world_of
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif, FundingLine, Membership, Structure
from entremise.territories.features import read_features
from entremise.territories.locate import locator
from entremise.territories.models import Commune, Qpv
from tests.demo.factories import make_communes_of

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read()


@pytest.fixture
def loaded(db: None, pack: Pack) -> Pack:
    make_communes_of(pack)
    load(pack, today=TODAY, password="demonstration-2026")
    return pack


def around(place: PlaceRow) -> list[tuple[float, float]]:
    """The place, and points at the edge of where its entries fall."""
    assert place.lon is not None
    assert place.lat is not None
    high = place.radius / METRES_PER_DEGREE
    wide = high / math.cos(math.radians(place.lat))
    turns = [math.tau * n / 12 for n in range(12)]
    edge = [(place.lon + wide * math.cos(t), place.lat + high * math.sin(t)) for t in turns]
    return [(place.lon, place.lat), *edge]


def test_loading_twice_adds_nothing(loaded: Pack) -> None:
    before = (Structure.objects.count(), FundingLine.objects.count(), JournalLine.objects.count())
    assert load(loaded, today=TODAY, password="demonstration-2026") == 0
    after = (Structure.objects.count(), FundingLine.objects.count(), JournalLine.objects.count())
    assert before == after
    assert before[0] == len(loaded.structures)


def test_every_row_that_is_added_is_journaled(loaded: Pack) -> None:
    lines = JournalLine.objects.filter(verb="demo.loaded", subject_type="structures.structure")
    assert lines.count() == len(loaded.structures)


def test_the_next_year_adds_its_lines_only(loaded: Pack) -> None:
    lines = FundingLine.objects.count()
    added = load(loaded, today=date(TODAY.year + 1, 1, 2), password="demonstration-2026")
    assert added == lines / 2
    assert FundingLine.objects.filter(starts_on__year=TODAY.year + 1).count() == lines / 2


def test_rows_respect_the_rules_of_their_models(loaded: Pack) -> None:
    for model in (Structure, Dispositif, FundingLine, Membership):
        for row in model.objects.all():
            row.full_clean()


def test_accounts_sign_in_with_the_password_of_the_installation(loaded: Pack) -> None:
    roles = set()
    for member in accounts.shown(loaded):
        user = User.objects.get(email=member.email)
        assert user.check_password("demonstration-2026")
        roles.add(member.role)
    assert roles == set(Role.values)


def test_a_new_password_replaces_the_old_one(loaded: Pack) -> None:
    load(loaded, today=TODAY, password="un autre mot de passe")
    user = User.objects.get(email=accounts.SHOWN[0])
    assert user.check_password("un autre mot de passe")
    assert not user.check_password("demonstration-2026")


def test_the_password_is_made_once_and_kept(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    first = accounts.password()
    assert accounts.password() == first
    assert len(first) >= 20
    assert (tmp_path / "secrets" / "demo_password").stat().st_mode & 0o077 == 0


def test_production_refuses_the_demonstration(settings: Settings, db: None) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo")
    assert not Structure.objects.exists()
    assert not User.objects.exists()


def test_without_territories_it_says_what_to_do(db: None) -> None:
    with pytest.raises(CommandError, match="load_territories"):
        call_command("load_demo")


def test_communes_without_a_centre_receive_theirs(loaded: Pack) -> None:
    assert not Commune.objects.filter(lon=None).exists()


def test_without_contours_fictitious_perimeters_hold_the_places(loaded: Pack) -> None:
    assert Qpv.objects.count() == len(loaded.perimeters)
    assert all(qpv.fictitious and "fictif" in str(qpv) for qpv in Qpv.objects.all())
    service = Dispositif.objects.get(name=loaded.services["agdm"].name)
    assert service.qpvs.count() == 5
    for place in loaded.places:
        if place.lon is not None:
            for spot in locator().locate_many(around(place)):
                assert spot.in_qpv is bool(place.qpv), place


def test_real_contours_hold_the_places_too(pack: Pack) -> None:
    path = project.GEODATA / "geo" / "qpv-france.topo.json"
    if not path.exists():
        pytest.skip("le dossier des contours n'est pas là")
    wanted = {place.qpv for place in pack.places if place.qpv}
    outlines = {
        feature.properties["code"]: feature.geometry
        for feature in read_features(path, "qpv")
        if feature.properties["code"][:5] in {"QN021", "QN059"}
    }
    assert wanted <= set(outlines)
    for place in pack.places:
        if place.lon is not None:
            ring = [shapely.Point(point) for point in around(place)]
            holding = {code for code, shape in outlines.items() if shape.intersects(ring[0])}
            assert holding == ({place.qpv} if place.qpv else set()), place
            for point in ring:
                assert {c for c in outlines if outlines[c].intersects(point)} == holding, place


def test_lines_are_limited_to_the_communes_of_the_pack(loaded: Pack) -> None:
    line = FundingLine.objects.get(label=f"Contribution de la Ville de Chenôve {TODAY.year}")
    assert [commune.code for commune in line.communes.all()] == ["21166"]
    everywhere = FundingLine.objects.get(label=f"Contribution d'Orvitis {TODAY.year}")
    assert not everywhere.communes.exists()


def test_an_entry_serves_the_lines_of_its_commune(loaded: Pack) -> None:
    entries = Generator(loaded).day("agdm", TODAY - timedelta(days=2))
    fill(loaded, world_of(loaded), entries)
    places = {entry.id: entry.place for entry in entries}
    towns = {row.code: row.name for row in loaded.communes}
    for activity in Activity.objects.prefetch_related("funding_lines"):
        place = places[activity.pk]
        served = {line.label for line in activity.funding_lines.all()}
        assert f"Contribution de Grand Dijon Habitat {TODAY.year}" in served
        assert {title for title in served if "la Ville de" in title} == {
            f"Contribution de la Ville de {towns[place.commune]} {TODAY.year}"
        }
        in_contract = f"Contrat de ville {TODAY.year}" in served
        assert in_contract is bool(place.qpv and place.lon)
    assert len({place.commune for place in places.values()}) > 1


def test_a_payload_is_plain_json(loaded: Pack) -> None:
    world = world_of(loaded)
    entry = Generator(loaded).day("moulins", date(2026, 3, 14))[0]
    content = payload(entry, world, "citeo")
    assert content["id"] == str(entry.id)
    assert content["service_date"] == "2026-03-14"
    assert content["started_at"].endswith("+01:00")
    assert "funding_lines" not in content
    assert Membership.objects.filter(pk__in=content["mediators"]).count() == len(entry.mediators)


def test_real_employers_complete_the_registry(loaded: Pack, tmp_path: Path) -> None:
    file = tmp_path / "csv" / "adultes_relais_hdf.csv"
    file.parent.mkdir()
    file.write_text(
        "contrat_ville,departement,siret,employeur,postes_2024,postes_2025\n"
        "CN05901,59,21590017600011,COM ARMENTIERES,1,1\n"
        "CN05901,59,26590350000196,CCAS DE LILLE,1,1\n"
        "CN05901,59,26590599200011,CCAS TOURCOING,1,1\n"
        "CN05901,59,40316253000014,ASSOC L UNIVERS,1,1\n"
        "CN05902,59,40316253000014,ASSOC L UNIVERS,1,1\n"
        "CN05903,59,40316253000015,MAUVAIS NUMERO,1,1\n",
        encoding="utf-8",
    )
    assert load_employers(loaded, tmp_path) == 2
    assert load_employers(loaded, tmp_path) == 0
    assert Structure.objects.get(name="Ville d'Armentières").siret == "21590017600011"
    assert Structure.objects.get(name="CCAS de Lille").siret == "26590350000196"
    assert not Structure.objects.filter(name="MAUVAIS NUMERO").exists()
    added = Structure.objects.filter(source__startswith="ANCT")
    assert dict(added.values_list("name", "actor_type")) == {
        "CCAS TOURCOING": "ccas",
        "ASSOC L UNIVERS": "association",
    }


def test_no_employers_without_the_folder(loaded: Pack, tmp_path: Path) -> None:
    assert load_employers(loaded, tmp_path / "absent") == 0
