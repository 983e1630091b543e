"""What the reference geography is made of: data/geodata/pack.toml, read once per call."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

# What the file of the ANCT says of each QPV: code, name, INSEE codes of its communes.
QPV_PROPERTIES = frozenset({"code_qp", "lib_qp", "insee_com"})


@dataclass(frozen=True)
class GeoFile:
    """One file of the geography: where it lies in the folder, what it holds, who made it.

    `reader` says how it is read (see actions.geodata); `layers` maps the layers of a file of
    contours to kinds of territory, `code` names the property that bears the code. `dissolve`
    asks for the upper levels to be drawn from the communes. `least` is the number of features
    below which a download is surely not the whole. A file without `address` is not downloaded;
    `member` is its path inside the archive, `metadata` where data.gouv.fr tells its
    fingerprint; `sha256` is one that must be found whatever the publisher tells.
    """

    name: str
    path: str
    reader: str
    producer: str
    licence: str
    vintage: str
    layers: dict[str, str] = field(default_factory=dict)
    code: str = "code"
    dissolve: bool = False
    whole_country: bool = False
    least: int = 1
    address: str = ""
    metadata: str = ""
    member: str = ""
    sha256: str = ""

    @property
    def needs(self) -> frozenset[str]:
        """The properties without which its features cannot be loaded."""
        return QPV_PROPERTIES if self.reader == "qpv_features" else frozenset({self.code})


# West, south, east, north, in degrees of WGS 84.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Pack:
    """The sources of the geography: the package of codes, then the files in order of precedence.

    `bounds` are the boxes in which France lies.
    """

    codes_name: str
    codes_producer: str
    codes_licence: str
    vintages: dict[str, str]
    files: tuple[GeoFile, ...]
    bounds: tuple[Box, ...] = ()

    def codes_vintage(self, version: str) -> str:
        """« 6.0.0 » → « Code officiel géographique au 1er janvier 2026 »."""
        year = self.vintages.get(version.split(".")[0])
        return f"Code officiel géographique au 1er janvier {year}" if year else "non précisé"


def read_pack(path: Path) -> Pack:
    """The pack of that file."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    codes = raw["codes"]
    return Pack(
        codes_name=codes["name"],
        codes_producer=codes["producer"],
        codes_licence=codes["licence"],
        vintages=codes["vintages"],
        files=tuple(GeoFile(**file) for file in raw["files"]),
        bounds=tuple((w, s, e, n) for w, s, e, n in raw.get("bounds", {}).values()),
    )
