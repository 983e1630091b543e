"""What the folder of geography holds is loaded file by file, and does without what is missing."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
import shapely
from django.conf import settings as real
from django.core.management import CommandError, call_command
from pytest_django import Settings

from entremise.core.errors import Refusal
from entremise.territories.actions import load_geodata
from entremise.territories.extent import in_france
from entremise.territories.locate import locator
from entremise.territories.management.commands import load_territories
from entremise.territories.models import (
    Commune,
    Contour,
    ContratVille,
    FormerCommune,
    LoadedSource,
    Qpv,
    SearchTerm,
)
from entremise.territories.pack import GeoFile, read_pack
from entremise.territories.queries import contrats_of, search_communes
from tests.territories import samples
from tests.territories.samples import geofile, geojson, pack, square
from tests.territories.test_features import write_geoparquet

pytestmark = pytest.mark.django_db

CENTRES = geofile("centres.csv", "commune_centres")
FORMER = geofile("anciennes.csv", "former_communes")
QPVS = geofile("qpv.csv", "qpv_list")
CONTRATS = geofile("contrats.csv", "contrats_ville")
OUTLINES = geofile("communes.geojson", "contours", layers={"features": "commune"})


@pytest.fixture(autouse=True)
def _codes(tmp_path: Path, db: None) -> None:
    samples.load_sample(tmp_path / "package")


def load(folder: Path, *files: GeoFile, force: bool = False) -> list[str]:
    """The names of what was loaded."""
    return [loaded.name for loaded in load_geodata(folder=folder, pack=pack(*files), force=force)]


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(lines))


def test_centres_of_communes(tmp_path: Path) -> None:
    write(tmp_path, "centres.csv", "code,lon,lat", "59350,3.06,50.63", "99999,1,1")
    assert load(tmp_path, CENTRES) == ["centres.csv"]
    lille = Commune.objects.get(code="59350")
    assert (lille.lon, lille.lat, lille.population) == (3.06, 50.63, 236_710)
    assert LoadedSource.objects.get(name="centres.csv").rows == 1


def test_former_codes_the_package_does_not_know(tmp_path: Path) -> None:
    write(
        tmp_path, "anciennes.csv", "code,nom,type,commune_actuelle",
        "59355,Autre nom,commune-associee,59350", "59051,Bermeries,ancien-code,59350",
    )  # fmt: skip
    load(tmp_path, FORMER)
    assert FormerCommune.objects.get(code="59355").name == "Lomme"
    assert [found.commune.name for found in search_communes("bermeries")] == ["Lille"]


def test_qpv_and_their_communes_under_today_s_codes(tmp_path: Path) -> None:
    write(
        tmp_path, "qpv.csv", "code,nom,communes,lon,lat",
        "QN05972M,Secteur Sud,59350|59355,3.05,50.61", "QP059001,D'avant,59299,3.2,50.6",
    )  # fmt: skip
    load(tmp_path, QPVS)
    south = Qpv.objects.get(code="QN05972M")
    assert (south.name, south.generation, south.fictitious) == ("Secteur Sud", 2024, False)
    assert list(south.communes.values_list("code", flat=True)) == ["59350"]
    assert Qpv.objects.get(code="QP059001").generation == 2015


def test_contrats_de_ville_and_who_carries_them(tmp_path: Path) -> None:
    """By an EPCI or a commune; of two lines with one code, the one of an EPCI."""
    write(
        tmp_path, "contrats.csv", "code,nom,departement,porteur_type,porteur_code,lon,lat",
        f"CN05911M,Métropole Européenne de Lille,59,epci,{samples.MEL},3,50",
        "CN42001M,Saint-Étienne,42,commune,42218,4,45", "CN94001I,Grand Orly,94,ept,200058014,2,48",
        "CV428,Hesdin,62,commune,62550,2,50", f"CV428,Autour de Lille,59,epci,{samples.MEL},3,50",
    )  # fmt: skip
    load(tmp_path, CONTRATS)
    known = {
        one.code: (one.name, one.epci_id, one.commune_id) for one in ContratVille.objects.all()
    }
    assert known == {
        "CN05911M": ("Métropole Européenne de Lille", samples.MEL, None),
        "CN42001M": ("Saint-Étienne", None, "42218"),
        "CN94001I": ("Grand Orly", None, None),
        "CV428": ("Autour de Lille", samples.MEL, None),
    }
    assert [one.code for one in contrats_of(["59299", "94038"])] == ["CV428", "CN05911M"]
    assert [one.code for one in contrats_of(["42218"])] == ["CN42001M"]
    assert list(contrats_of(["62447"])) == []


def test_what_is_drawn_lies_in_france() -> None:
    assert in_france(shapely.box(3, 50, 3.1, 50.1))
    assert in_france(shapely.Point(55.45, -20.88))
    assert not in_france(shapely.Point(0, 0))
    assert not in_france(shapely.box(3, 50, 55.5, 50.1))


def test_the_file_of_the_anct_gives_qpv_and_outlines(tmp_path: Path) -> None:
    about = {"code_qp": "QN05972M", "lib_qp": "Secteur Sud", "insee_com": "59350, 59299"}
    (tmp_path / "qpv.geojson").write_text(geojson({"-": square(3, 50)}, **about))
    load(tmp_path, geofile("qpv.geojson", "qpv_features", whole_country=True))
    qpv = Qpv.objects.get()
    assert (qpv.code, qpv.communes.count()) == ("QN05972M", 2)
    assert Contour.objects.get().geometry.bounds == pytest.approx((3, 50, 3.1, 50.1))


def test_outlines_of_merged_communes_are_put_together(tmp_path: Path) -> None:
    """A file older than the codes: Hesdin-la-Forêt is still Marconne and another."""
    parts = {"62550": square(2, 50), "62447": square(2.1, 50), "99999": square(9, 9)}
    (tmp_path / "communes.geojson").write_text(geojson(parts))
    load(tmp_path, OUTLINES)
    whole = Contour.objects.get(kind="commune")
    assert whole.code == "62447"
    assert whole.geometry.equals_exact(shapely.box(2, 50, 2.2, 50.1), 1e-9, normalize=True) or (
        whole.geometry.symmetric_difference(shapely.box(2, 50, 2.2, 50.1)).area < 1e-12
    )


def test_a_commune_without_a_centre_is_placed_inside_its_outline(tmp_path: Path) -> None:
    (tmp_path / "communes.geojson").write_text(geojson({"59350": square(3, 50)}))
    load(tmp_path, OUTLINES)
    lille = Commune.objects.get(code="59350")
    assert lille.lon is not None
    assert lille.lat is not None
    assert shapely.box(3, 50, 3.1, 50.1).contains(shapely.Point(lille.lon, lille.lat))


def test_upper_levels_are_drawn_from_the_communes(tmp_path: Path) -> None:
    shapes = {"59350": (3, 50, 3.1, 50.1), "59299": (3.1, 50, 3.2, 50.1), "62447": (2, 50, 2.1, 51)}
    wkb = {code: shapely.to_wkb(shapely.box(*bounds)) for code, bounds in shapes.items()}
    write_geoparquet(tmp_path / "communes.parquet", wkb)
    file = geofile(
        "communes.parquet", "contours", code="INSEE_COM", dissolve=True,
        layers={"features": "commune"},
    )  # fmt: skip
    load(tmp_path, file)
    drawn = {(c.kind, c.code): c.geometry.bounds for c in Contour.objects.exclude(kind="commune")}
    assert drawn[("epci", samples.MEL)] == drawn[("departement", "59")] == (3, 50, 3.2, 50.1)
    assert drawn[("region", "32")] == (2, 50, 3.2, 51)
    assert ("departement", "42") not in drawn


def test_of_two_outlines_the_later_file_stays(tmp_path: Path) -> None:
    """Even when only the first one has changed since."""
    finer = geofile("finer.geojson", "contours", layers={"features": "commune"})
    (tmp_path / "communes.geojson").write_text(geojson({"59350": square(0, 0)}))
    (tmp_path / "finer.geojson").write_text(geojson({"59350": square(1, 1)}))
    load(tmp_path, OUTLINES, finer)
    (tmp_path / "communes.geojson").write_text(geojson({"59350": square(5, 5)}))
    assert load(tmp_path, OUTLINES, finer) == ["communes.geojson", "finer.geojson"]
    assert Contour.objects.get().geometry.bounds == pytest.approx((1, 1, 1.1, 1.1))


def test_what_has_not_changed_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "communes.geojson").write_text(geojson({"59350": square(0, 0)}))
    assert load(tmp_path, OUTLINES) == ["communes.geojson"]
    assert load(tmp_path, OUTLINES) == []
    assert load(tmp_path, OUTLINES, force=True) == ["communes.geojson"]


def test_an_empty_folder_loads_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "nowhere", CENTRES, FORMER, QPVS, OUTLINES) == []


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (CENTRES, "code,lon,lat\n59350,est,50"),
        (CENTRES, "code,longitude\n59350,3"),
        (FORMER, "code,nom,type,commune_actuelle\n1,A,inconnu,59350"),
        (QPVS, "code,nom\nQN05972M,Sud"),
        (OUTLINES, '{"features": ['),
        (OUTLINES, geojson({"59350": square(3, 50)}).replace('"code"', '"insee"')),
    ],
)
def test_a_broken_file_leaves_what_was_there(tmp_path: Path, file: GeoFile, content: str) -> None:
    write(tmp_path, "centres.csv", "code,lon,lat", "59350,3.06,50.63")
    write(tmp_path, "anciennes.csv", "code,nom,type,commune_actuelle")
    write(tmp_path, "qpv.csv", "code,nom,communes,lon,lat", "QN05972M,Secteur Sud,59350,3,50")
    (tmp_path / "communes.geojson").write_text(geojson({"59350": square(3, 50)}))
    load(tmp_path, CENTRES, FORMER, QPVS, OUTLINES)
    before = list(LoadedSource.objects.order_by("name").values())
    (tmp_path / file.path).write_text(content)
    with pytest.raises(Refusal, match="ne se lit pas"):
        load(tmp_path, file)
    assert list(LoadedSource.objects.order_by("name").values()) == before
    assert Commune.objects.get(code="59350").lon == 3.06
    assert (Qpv.objects.count(), Contour.objects.count()) == (1, 1)


def test_the_command_says_what_it_loads(settings: Settings, tmp_path: Path) -> None:
    settings.DECOUPAGE_ADMINISTRATIF = tmp_path / "package"
    settings.GEODATA = tmp_path / "nowhere"
    out = StringIO()
    call_command("load_territories", force=True, stdout=out)
    assert "10 communes" in out.getvalue()
    assert "Sans contours ni quartiers prioritaires" in out.getvalue()
    out = StringIO()
    call_command("load_territories", stdout=out)
    assert "déjà à jour" in out.getvalue()


def test_the_command_folds_contours_and_leaves_out_what_adds_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DECOUPAGE_ADMINISTRATIF, settings.GEODATA = tmp_path / "package", tmp_path
    write(tmp_path, "anciennes.csv", "code,nom,type,commune_actuelle")
    for name in ("communes.geojson", "autres.geojson"):
        (tmp_path / name).write_text(geojson({"59350": square(3, 50)}))
    files = (FORMER, OUTLINES, replace(OUTLINES, name="Autres", path="autres.geojson"))
    monkeypatch.setattr(load_territories, "read_pack", lambda _path: pack(*files))
    out = StringIO()
    call_command("load_territories", stdout=out)
    assert "Contours (2 fichiers)\u00a0: 1 contour." in out.getvalue()
    assert FORMER.name not in out.getvalue()


def test_the_command_tells_what_is_wrong(settings: Settings, tmp_path: Path) -> None:
    settings.DECOUPAGE_ADMINISTRATIF = tmp_path / "nowhere"
    with pytest.raises(CommandError, match="npm ci"):
        call_command("load_territories", stdout=StringIO())


@pytest.mark.whole
def test_the_whole_country_loads(settings: Settings) -> None:
    """The real package, and the real folder when this machine has it."""
    settings.GEODATA, settings.DECOUPAGE_ADMINISTRATIF = real.GEODATA, real.DECOUPAGE_ADMINISTRATIF
    Commune.objects.all().delete()
    call_command("load_territories", force=True, stdout=StringIO())
    assert Commune.objects.current().count() == 34_969
    assert FormerCommune.objects.count() == 4_869
    assert not Commune.objects.exclude(departement__isnull=False).exists()
    assert SearchTerm.objects.count() > 130_000
    assert search_communes("lille")[0].commune.code == "59350"
    if (settings.GEODATA / "csv" / "qpv.csv").is_file():
        assert Qpv.objects.count() == 1_584
        assert not Qpv.objects.filter(communes=None).exists()
        assert Contour.objects.filter(kind="commune").count() == 3_782
        assert Contour.objects.filter(kind="qpv").count() == 1_584
        assert not Commune.objects.filter(lon=None).exists()
        assert ContratVille.objects.count() == 446
        carried = ContratVille.objects.exclude(epci=None, commune=None)
        assert carried.count() == 437  # nine are carried by an établissement public territorial
        lived_in = Commune.objects.filter(population__gt=0)
        placed = lived_in.exclude(pk__startswith="984").values_list("lon", "lat")
        assert all(in_france(shapely.Point(lon, lat)) for lon, lat in placed)
        most_qpv_hold_their_own_point()


def most_qpv_hold_their_own_point() -> None:
    qpvs = list(Qpv.objects.exclude(lon=None).values_list("code", "lon", "lat"))
    located = locator().locate_many([(lon, lat) for _, lon, lat in qpvs])
    right = sum(place.qpv_code == code for place, (code, _, _) in zip(located, qpvs, strict=True))
    assert right >= 0.99 * len(qpvs)


def test_the_shipped_pack_is_sound() -> None:
    shipped = read_pack(real.GEODATA_PACK)
    assert shipped.codes_vintage("6.0.0").endswith("2026")
    fetched = [file for file in shipped.files if file.address]
    assert [file.reader for file in fetched] == ["contours", "qpv_features"]
    assert all(file.address.startswith("https://") for file in fetched)
    assert len({file.name for file in shipped.files}) == len(shipped.files)
    assert all(len(file.name) <= 60 and len(file.vintage) <= 120 for file in shipped.files)
