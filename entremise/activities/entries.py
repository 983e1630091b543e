"""What an entry looks like from outside, and what it becomes once checked.

`EntryIn` is the shape that pages and devices send, `Entry` the checked content of an activity.
What is wrong with a shape is told by `shapes`; what needs the database is checked in `checks`.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from entremise.core.shapes import Delivery, Errors, Instant, Rejected, read

__all__ = ["Entry", "EntryIn", "Errors", "Rejected", "read_shape"]

Count = Annotated[int, Field(ge=0, le=2000)]


class PlaceIn(Schema):
    """Where: a point, an address, a commune, or only a kind of place."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(description="code de la liste place_kinds")
    label: str = Field("", max_length=120)
    address: str = Field("", max_length=160)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    commune: str | None = Field(None, max_length=5, description="code INSEE")
    qpv: str | None = Field(None, max_length=8, description="code du QPV, s'il est déclaré")


class CellIn(Schema):
    """One cell of the joint grid of the people met."""

    model_config = ConfigDict(extra="forbid")

    sex: str | None = None
    age: str | None = None
    status: str | None = None
    count: Count


class PublicsIn(Schema):
    """Counts of unnamed people: marginals, or a joint grid from which they are derived."""

    model_config = ConfigDict(extra="forbid")

    sex: dict[str, Count] = Field(default_factory=dict)
    age: dict[str, Count] = Field(default_factory=dict)
    status: dict[str, Count] = Field(default_factory=dict)
    grid: list[CellIn] = Field(default_factory=list, max_length=200)

    def marginal(self, name: str) -> dict[str, int]:
        """The counts by sex, age or status; those of the grid when there is one."""
        if not self.grid:
            return dict(getattr(self, name))
        counts: dict[str, int] = {}
        for cell in self.grid:
            if (code := getattr(cell, name)) is not None:
                counts[code] = counts.get(code, 0) + cell.count
        return counts


class EntryIn(Delivery):
    """An activity as a device sends it. Only `id`, `dispositif`, `started_at`, `duration`,
    `register` and `place` are needed; everything else has a sensible default.
    """

    added_later = frozenset({"round"})

    dispositif: int
    mediators: list[int] = Field(default_factory=list, max_length=20)
    started_at: Instant = Field(description="instant du début, avec son décalage horaire")
    service_date: date | None = None
    duration: int = Field(ge=1, le=1440, description="minutes")
    # `register` is taken by the metaclass of every schema.
    norm_register: str = Field(alias="register", description="code du registre NF X60-600")
    historical_register: str | None = None
    temporality: str = ""
    domain: str | None = None
    origin: str = "self"
    topics: list[str] = Field(default_factory=list, max_length=12)
    place: PlaceIn
    people: Count = 0
    publics: PublicsIn = Field(default_factory=PublicsIn)
    outcome: str = "none"
    orientation: str = ""
    partner: int | None = None
    funding_lines: list[int] | None = Field(
        None,
        max_length=30,
        description="absent : les lignes du dispositif qui financent ce jour et ce lieu",
    )
    note: str = Field("", max_length=2000)

    round: UUID | None = Field(
        None, description="tournée dont elle fait partie, reçue ou encore à recevoir"
    )


@dataclass(frozen=True)
class Entry:
    """The checked content of an activity: every code exists, every relation is allowed."""

    id: UUID
    base_version: int | None
    digest: str
    dispositif_id: int
    mediator_ids: tuple[int, ...]
    started_at: datetime
    time_zone: str
    service_date: date
    duration: int
    register: str
    historical_register: str
    temporality: str
    domain: str
    origin: str
    topics: tuple[str, ...]
    place_kind: str
    place_label: str
    address: str
    lon: float | None
    lat: float | None
    commune_id: str | None
    qpv_id: str | None
    in_qpv: bool | None
    place_method: str
    people: int
    publics: dict[str, Any]
    outcome: str
    orientation: str
    partner_id: int | None
    funding_line_ids: tuple[int, ...]
    note: str
    round_id: UUID | None

    def columns(self) -> dict[str, Any]:
        """The values of the activity's own columns (without its relations to many)."""
        values = asdict(self)
        for name in ("id", "base_version", "digest", "mediator_ids", "funding_line_ids"):
            del values[name]
        values["topics"] = list(self.topics)
        return values


def read_shape(payload: Any) -> EntryIn | Rejected:
    """The payload as an `EntryIn`, or what is wrong with its shape."""
    return read(EntryIn, payload, whole="entry", what="une activité")
