"""A small geography in the publishers' own formats: real codes, a few lines of each."""

import json
from pathlib import Path
from typing import Any

from entremise.territories.actions import load_codes
from entremise.territories.pack import GeoFile, Pack

Json = dict[str, Any]

MEL = "200093201"
REGIONS = {"32": "Hauts-de-France", "84": "Auvergne-Rhône-Alpes", "28": "Normandie"} | {
    "11": "Île-de-France",
    "94": "Corse",
}
DEPARTEMENTS = {
    "59": ("Nord", "32"),
    "62": ("Pas-de-Calais", "32"),
    "42": ("Loire", "84"),
    "76": ("Seine-Maritime", "28"),
    "94": ("Val-de-Marne", "11"),
    "2A": ("Corse-du-Sud", "94"),
}
# code: name, population, postal codes, arrondissement
COMMUNES: dict[str, tuple[str, int | None, list[str], str]] = {
    "59350": ("Lille", 236_710, ["59000", "59160", "59260", "59800"], "595"),
    "59299": ("Hem", 18_600, ["59510"], "595"),
    "59579": ("Steene", 1_300, ["59380"], "594"),
    "62447": ("Hesdin-la-Forêt", 4_500, ["62140"], "626"),
    "62549": ("Marconnelle", 1_200, ["62140"], "626"),
    "42218": ("Saint-Étienne", 173_000, ["42000", "42100"], "423"),
    "76575": ("Saint-Étienne-du-Rouvray", 28_400, ["76800"], "763"),
    "94038": ("L'Haÿ-les-Roses", 31_600, ["94240"], "943"),
    "2A004": ("Ajaccio", 73_800, ["20000"], "2A1"),
    "42999": ("Sainte-Croix-d'Essai", None, [], ""),
}
ASSOCIATED = {"59355": ("Lomme", "59350"), "59298": ("Hellemmes", "59350")}
DELEGATED = {"62550": ("Marconne", "62447"), "62447": ("Hesdin", "62447")}
OLD_CODES = {"62447": ["62550", "62772"]}


def commune(code: str, name: str, population: int | None, postal: list[str], within: str) -> Json:
    """A current commune as the package writes it."""
    departement = code[:2]
    row: Json = {
        "code": code,
        "nom": name,
        "type": "commune-actuelle",
        "departement": departement,
        "region": DEPARTEMENTS[departement][1],
        "arrondissement": within,
        "zone": "metro",
    }
    row |= {"codesPostaux": postal} if postal else {}
    row |= {"population": population} if population is not None else {}
    return row | ({"anciensCodes": OLD_CODES[code]} if code in OLD_CODES else {})


def former(code: str, name: str, kind: str, today: str) -> Json:
    """A delegated or associated commune as the package writes it."""
    region = DEPARTEMENTS[code[:2]][1]
    return {
        "code": code,
        "nom": name,
        "type": kind,
        "chefLieu": today,
        "departement": code[:2],
        "region": region,
    }


def communes() -> list[Json]:
    """The rows of communes.json."""
    return [
        *(commune(code, *rest) for code, rest in COMMUNES.items()),
        *(former(code, name, "commune-associee", to) for code, (name, to) in ASSOCIATED.items()),
        *(former(code, name, "commune-deleguee", to) for code, (name, to) in DELEGATED.items()),
    ]


def write_package(folder: Path, *, version: str = "6.0.0", rows: list[Json] | None = None) -> Path:
    """The npm package, in a folder."""
    within = {rest[3]: code[:2] for code, rest in COMMUNES.items() if rest[3]}
    files: dict[str, Any] = {
        "regions": [{"code": code, "nom": name} for code, name in REGIONS.items()],
        "departements": [
            {"code": code, "nom": name, "region": region}
            for code, (name, region) in DEPARTEMENTS.items()
        ],
        "arrondissements": [
            {"code": code, "nom": f"Arrondissement {code}", "departement": departement}
            for code, departement in within.items()
        ],
        "epci": [
            {
                "code": MEL,
                "nom": "Métropole Européenne de Lille",
                "type": "METRO",
                "membres": [{"code": "59350"}, {"code": "59299"}],
            }
        ],
        "communes": communes() if rows is None else rows,
    }
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"version": version}))
    for name, content in files.items():
        (data / f"{name}.json").write_text(json.dumps(content))
    return folder


def pack(*files: GeoFile) -> Pack:
    """A pack made of these files."""
    return Pack("Découpage administratif", "INSEE", "Licence Ouverte", {"6": "2026"}, files)


def geofile(path: str, reader: str, **about: Any) -> GeoFile:
    """A file of a pack, with what matters to the test."""
    return GeoFile(
        name=about.pop("name", path),
        path=path,
        reader=reader,
        producer="IGN",
        licence="Licence Ouverte",
        vintage="2026",
        **about,
    )


def load_sample(folder: Path) -> None:
    """Load the small package."""
    load_codes(package=write_package(folder), pack=pack())


def square(lon: float, lat: float, side: float = 0.1) -> Json:
    """A GeoJSON square by its south-west corner."""
    east, north = lon + side, lat + side
    ring = [[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def geojson(features: dict[str, Json], **shared: Any) -> str:
    """A GeoJSON file: outlines by code."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": {"code": code} | shared, "geometry": outline}
                for code, outline in features.items()
            ],
        }
    )
