"""Loading the codes: whole or not at all, twice the same, and a commune that merges is kept."""

from pathlib import Path

import pytest

from entremise.core.errors import Refusal
from entremise.structures.models import Structure
from entremise.territories.actions import load_codes
from entremise.territories.models import (
    Arrondissement,
    Commune,
    Departement,
    Epci,
    FormerCommune,
    LoadedSource,
    PostalCode,
    Region,
    SearchTerm,
)
from entremise.territories.queries import commune_today, search_communes
from tests.territories import samples

pytestmark = pytest.mark.django_db

MODELS = (
    Region,
    Departement,
    Arrondissement,
    Epci,
    Commune,
    FormerCommune,
    PostalCode,
    SearchTerm,
)


def everything() -> dict[str, list[dict[str, object]]]:
    """Every row, without the keys the database gives."""
    return {
        model.__name__: sorted(
            ({k: v for k, v in row.items() if k != "id"} for row in model.objects.values()),
            key=repr,
        )
        for model in MODELS
    }


def test_the_package_is_loaded_with_its_vintage(tmp_path: Path) -> None:
    samples.load_sample(tmp_path)
    lille = Commune.objects.get(code="59350")
    assert (lille.name, lille.population, lille.search_name) == ("Lille", 236_710, "lille")
    assert (lille.departement_id, lille.region_id, lille.arrondissement_id, lille.epci_id) == (
        "59",
        "32",
        "595",
        samples.MEL,
    )
    assert sorted(lille.postal_codes.values_list("code", flat=True)) == samples.COMMUNES["59350"][2]
    source = LoadedSource.objects.get()
    assert (source.version, source.rows) == ("6.0.0", len(samples.COMMUNES))
    assert source.vintage == "Code officiel géographique au 1er janvier 2026"


def test_what_is_not_said_stays_unknown(tmp_path: Path) -> None:
    samples.load_sample(tmp_path)
    bare = Commune.objects.get(code="42999")
    assert (bare.population, bare.arrondissement, bare.epci, bare.lon) == (None, None, None, None)


def test_a_former_code_is_kept_once_with_its_kind(tmp_path: Path) -> None:
    samples.load_sample(tmp_path)
    kinds = {former.code: (former.name, former.kind) for former in FormerCommune.objects.all()}
    assert kinds["59355"] == ("Lomme", "associated")
    assert kinds["62550"] == ("Marconne", "delegated")  # also in the old codes of its commune
    assert kinds["62772"] == ("", "merged")


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    samples.load_sample(tmp_path)
    before = everything()
    again = load_codes(package=tmp_path, pack=samples.pack(), force=True)
    assert again is not None
    assert everything() == before


def test_a_loaded_version_is_not_loaded_again(tmp_path: Path) -> None:
    samples.load_sample(tmp_path)
    assert load_codes(package=tmp_path, pack=samples.pack()) is None


def test_a_new_vintage_keeps_what_records_cite(tmp_path: Path) -> None:
    """In the next vintage, Hem merges into Lille."""
    samples.load_sample(tmp_path)
    hem = Commune.objects.get(code="59299")
    Commune.objects.filter(code="59299").update(lon=3.19, lat=50.65)
    town_hall = Structure.objects.create(name="Ville de Hem", actor_type="commune", commune=hem)
    later = [row for row in samples.communes() if row["code"] != "59299"]
    later.append(samples.former("59299", "Hem", "commune-deleguee", "59350"))
    samples.write_package(tmp_path, version="7.0.0", rows=later)
    load_codes(package=tmp_path, pack=samples.pack())

    town_hall.refresh_from_db()
    assert town_hall.commune_id == "59299"
    assert Commune.objects.get(code="59299").successor_id == "59350"
    assert Commune.objects.current().count() == len(samples.COMMUNES) - 1
    today = commune_today("59299")
    assert today is not None
    assert today.code == "59350"
    assert [found.commune.code for found in search_communes("hem")] == ["59350"]
    assert LoadedSource.objects.get().vintage == "non précisé"  # no year is known for 7


def test_a_merger_of_a_merger_leads_to_the_end(tmp_path: Path) -> None:
    rows = samples.communes()
    samples.load_sample(tmp_path)
    rows = [row for row in rows if row["code"] != "59299"]
    rows.append(samples.former("59299", "Hem", "commune-deleguee", "59579"))
    load_codes(package=samples.write_package(tmp_path, version="7", rows=rows), pack=samples.pack())
    rows = [row for row in rows if row["code"] not in {"59299", "59579"}]
    rows.append(samples.former("59579", "Steene", "commune-deleguee", "59350"))
    load_codes(package=samples.write_package(tmp_path, version="8", rows=rows), pack=samples.pack())
    today = commune_today("59299")
    assert today is not None
    assert today.code == "59350"


def test_a_commune_that_parts_again_is_current_again(tmp_path: Path) -> None:
    samples.load_sample(tmp_path)
    fewer = [row for row in samples.communes() if row["code"] != "59299"]
    fewer.append(samples.former("59299", "Hem", "commune-deleguee", "59350"))
    for version, rows in (("7", fewer), ("8", samples.communes())):
        package = samples.write_package(tmp_path, version=version, rows=rows)
        load_codes(package=package, pack=samples.pack())
    assert Commune.objects.get(code="59299").successor is None
    assert [found.commune.code for found in search_communes("hem")] == ["59299"]


def test_without_the_package_one_is_told_how_to_install_it(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="npm ci") as caught:
        load_codes(package=tmp_path, pack=samples.pack())
    assert caught.value.code == "codes_missing"


def test_a_broken_package_changes_nothing(tmp_path: Path) -> None:
    samples.load_sample(tmp_path)
    before = everything()
    samples.write_package(tmp_path, version="7.0.0")
    file = tmp_path / "data" / "communes.json"
    file.write_text(file.read_text()[:-40])
    with pytest.raises(Refusal, match=r"communes\.json"):
        load_codes(package=tmp_path, pack=samples.pack())
    assert everything() == before
    assert LoadedSource.objects.get().version == "6.0.0"
