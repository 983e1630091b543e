"""The demonstration pack as it is written in data/demo: rows of text files, under their keys."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from config.env import ROOT

FOLDER = ROOT / "data" / "demo"


@dataclass(frozen=True)
class CommuneRow:
    """The centre of a commune the pack mentions, for machines without the reference geography."""

    code: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class StructureRow:
    """An organisation. `confirmed` is how many days ago somebody said that its sheet is right."""

    key: str
    name: str
    short_name: str
    actor_type: str
    operator_type: str
    commune: str
    siren: str
    siret: str
    source: str
    confirmed: int | None


@dataclass(frozen=True)
class DispositifRow:
    """A service of one of the structures; `epcis` are those it serves whole."""

    key: str
    structure: str
    name: str
    domains: tuple[str, ...]
    portage: str
    communes: tuple[str, ...]
    qpvs: tuple[str, ...]
    opened_on: date
    registers: tuple[str, ...]
    publics: tuple[str, ...]
    hours: str
    summary: str
    address: str
    lon: float | None
    lat: float | None
    contrat_ville: str
    epcis: tuple[str, ...]
    confirmed: int | None


@dataclass(frozen=True)
class ContactRow:
    """How to reach a function of a structure or, when it is named, of a dispositif."""

    structure: str
    dispositif: str
    function: str
    email: str
    phone: str
    published: bool


@dataclass(frozen=True)
class LineRow:
    """A funding line of a calendar year: 0 is the year of the demonstration, -1 the one before.

    Without `communes`, the line pays for all those of its dispositif.
    """

    dispositif: str
    funder: str
    label: str
    year: int
    amount: Decimal | None
    scope: str
    communes: tuple[str, ...]

    def title(self, this_year: int) -> str:
        """The label with its year, which tells the lines of a funder apart."""
        return f"{self.label} {this_year + self.year}"


@dataclass(frozen=True)
class PartnerRow:
    """An entry of the address book of a structure."""

    structure: str
    name: str
    category: str
    organisation: str


@dataclass(frozen=True)
class MemberRow:
    """A role in a structure, held by nobody in particular."""

    name: str
    email: str
    structure: str
    role: str
    dispositifs: tuple[str, ...]
    region: str
    starts_on: date


@dataclass(frozen=True)
class PhoneRow:
    """A device of a member, and what it said so many minutes ago; without `software`, it runs the
    carnet of this installation.
    """

    email: str
    label: str
    seen: int
    waiting: int
    conflicts: int
    software: str
    revoked: int | None


@dataclass(frozen=True)
class PlaceRow:
    """Where a team goes: entries fall within `radius` metres of the point, when there is one."""

    dispositif: str
    sector: str
    label: str
    kind: str
    commune: str
    lon: float | None
    lat: float | None
    radius: float
    weight: float
    qpv: str


@dataclass(frozen=True)
class PerimeterRow:
    """What stands in for a QPV on a machine without contours: so many metres around its places."""

    qpv: str
    name: str
    commune: str
    around: float


@dataclass(frozen=True)
class Pack:
    """Everything the folder says. `activity` is the content of activity.toml."""

    about: dict[str, Any]
    communes: tuple[CommuneRow, ...]
    structures: tuple[StructureRow, ...]
    dispositifs: tuple[DispositifRow, ...]
    contacts: tuple[ContactRow, ...]
    lines: tuple[LineRow, ...]
    partners: tuple[PartnerRow, ...]
    members: tuple[MemberRow, ...]
    phones: tuple[PhoneRow, ...]
    places: tuple[PlaceRow, ...]
    perimeters: tuple[PerimeterRow, ...]
    activity: dict[str, Any]

    @cached_property
    def services(self) -> dict[str, DispositifRow]:
        """The dispositifs under their keys."""
        return {row.key: row for row in self.dispositifs}

    def mediators_of(self, dispositif: str) -> list[MemberRow]:
        """The mediators of a team, in the order of their numbers."""
        return [
            row for row in self.members if row.role == "mediator" and dispositif in row.dispositifs
        ]


def read(folder: Path = FOLDER) -> Pack:
    """The pack of a folder. Raises ValueError or KeyError on a malformed file."""
    return Pack(
        about=tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8")),
        communes=tuple(
            CommuneRow(row["code"], row["name"], float(row["lon"]), float(row["lat"]))
            for row in _rows(folder / "communes.csv")
        ),
        structures=tuple(_structure(row) for row in _rows(folder / "structures.csv")),
        dispositifs=tuple(_dispositif(row) for row in _rows(folder / "dispositifs.csv")),
        contacts=tuple(_contact(row) for row in _rows(folder / "contacts.csv")),
        lines=tuple(_line(row) for row in _rows(folder / "funding.csv")),
        partners=tuple(PartnerRow(**row) for row in _rows(folder / "partners.csv")),
        members=tuple(_member(row) for row in _rows(folder / "teams.csv")),
        phones=tuple(_phone(row) for row in _rows(folder / "phones.csv")),
        places=tuple(_place(row) for row in _rows(folder / "places.csv")),
        perimeters=tuple(
            PerimeterRow(row["qpv"], row["name"], row["commune"], float(row["around"]))
            for row in _rows(folder / "perimeters.csv")
        ),
        activity=tomllib.loads((folder / "activity.toml").read_text(encoding="utf-8")),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _days(cell: str) -> int | None:
    return int(cell) if cell else None


def _structure(row: dict[str, str]) -> StructureRow:
    said: dict[str, Any] = dict(row)
    return StructureRow(**said | {"confirmed": _days(row["confirmed"])})


def _dispositif(row: dict[str, str]) -> DispositifRow:
    said: dict[str, Any] = dict(row)
    several = ("domains", "communes", "qpvs", "registers", "publics", "epcis")
    return DispositifRow(
        **said
        | {name: _several(row[name]) for name in several}
        | {name: _number(row[name]) for name in ("lon", "lat")}
        | {
            "opened_on": date.fromisoformat(row["opened_on"]),
            "confirmed": _days(row["confirmed"]),
        }
    )


def _contact(row: dict[str, str]) -> ContactRow:
    said: dict[str, Any] = dict(row)
    return ContactRow(**said | {"published": bool(row["published"])})


def _line(row: dict[str, str]) -> LineRow:
    return LineRow(
        dispositif=row["dispositif"],
        funder=row["funder"],
        label=row["label"],
        year=int(row["year"]),
        amount=Decimal(row["amount"]) if row["amount"] else None,
        scope=row["scope"],
        communes=_several(row["communes"]),
    )


def _member(row: dict[str, str]) -> MemberRow:
    return MemberRow(
        name=row["name"],
        email=row["email"],
        structure=row["structure"],
        role=row["role"],
        dispositifs=_several(row["dispositifs"]),
        region=row["region"],
        starts_on=date.fromisoformat(row["starts_on"]),
    )


def _phone(row: dict[str, str]) -> PhoneRow:
    return PhoneRow(
        email=row["email"],
        label=row["label"],
        seen=int(row["seen"]),
        waiting=int(row["waiting"]),
        conflicts=int(row["conflicts"]),
        software=row["software"],
        revoked=int(row["revoked"]) if row["revoked"] else None,
    )


def _place(row: dict[str, str]) -> PlaceRow:
    return PlaceRow(
        dispositif=row["dispositif"],
        sector=row["sector"],
        label=row["label"],
        kind=row["kind"],
        commune=row["commune"],
        lon=float(row["lon"]) if row["lon"] else None,
        lat=float(row["lat"]) if row["lat"] else None,
        radius=float(row["radius"]),
        weight=float(row["weight"]),
        qpv=row["qpv"],
    )
