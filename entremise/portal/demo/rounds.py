"""What one team does and where, drawn from the weights of activity.toml."""

from collections.abc import Iterable
from random import Random
from typing import Any

from .chance import Weights
from .pack import Pack, PlaceRow


class Rounds:
    """What one team does and where, drawn from its weights."""

    def __init__(self, pack: Pack, dispositif: str):
        rules = pack.activity
        own = rules["dispositifs"][dispositif]
        self.registers: Weights[str] = Weights(own["registers"])
        self.sectors: Weights[str] = Weights(own["sectors"])
        self.requests, self.origins = own["requests"], Weights(own["origins"])
        self.deferred = rules["conflict"]["deferred"]
        self.technical, self.second = rules["topics"]["technical"], rules["topics"]["second"]
        self._topics = _tables(rules["topics"])
        self._topics_at = {
            kind: _tables(table)
            for kind, table in rules["topics"].items()
            if isinstance(table, dict) and any(isinstance(item, dict) for item in table.values())
        }
        self._orientations = _tables(rules["orientations"])
        self._in_book = rules["orientations"]["in_book"]
        self._places = _places(pack, dispositif)
        self._busiest = _busiest(pack, dispositif)
        structure = pack.services[dispositif].structure
        self._book: dict[str, list[str]] = {}
        for partner in pack.partners:
            if partner.structure == structure:
                self._book.setdefault(partner.category, []).append(partner.name)

    def place(self, rng: Random, sector: str, register: str) -> PlaceRow:
        """A place of the sector that suits the register."""
        return self._places[sector, register].pick(rng)

    def landmarks(self, sectors: Iterable[str]) -> tuple[PlaceRow, ...]:
        """What a round through these sectors means to see: their busiest places."""
        return tuple(
            row for sector in dict.fromkeys(sectors) for row in self._busiest.get(sector, ())
        )

    def temporality(self, rng: Random, register: str) -> str:
        """Of conflicts only."""
        if register != "conflict":
            return ""
        return "deferred" if rng.random() < self.deferred else "real_time"

    def theme(self, rng: Random, register: str) -> str:
        """The register, the watch being either technical or social."""
        if register != "watch":
            return register
        return "watch_technical" if rng.random() < self.technical else "watch_social"

    def origin(self, rng: Random, temporality: str) -> str:
        """Mostly met on the round; a deferred conflict is always somebody's request."""
        if temporality == "deferred" or rng.random() < self.requests:
            return self.origins.pick(rng)
        return "self"

    def topics(self, rng: Random, theme: str, place_kind: str) -> tuple[str, ...]:
        """One or two topics of the theme."""
        weights = self._topics_at.get(place_kind, self._topics).get(theme, self._topics[theme])
        found = {weights.pick(rng)}
        if rng.random() < self.second:
            found.add(weights.pick(rng))
        return tuple(sorted(found))

    def orientation(self, rng: Random, register: str, theme: str, outcome: str) -> tuple[str, str]:
        """The category of partner and, when it is in the address book, its name."""
        linked = register == "link" and outcome not in {"refused", "failed"}
        if not linked and outcome not in {"directed", "transmitted"}:
            return "", ""
        category = self._orientations.get(theme, self._orientations["default"]).pick(rng)
        names = self._book.get(category, [])
        return category, rng.choice(names) if names and rng.random() < self._in_book else ""


def _tables(section: dict[str, Any]) -> dict[str, Weights[str]]:
    """The weight tables of a section, its plain numbers left aside."""
    return {
        name: Weights(table)
        for name, table in section.items()
        if isinstance(table, dict) and all(isinstance(item, int | float) for item in table.values())
    }


def _places(pack: Pack, dispositif: str) -> dict[tuple[str, str], Weights[PlaceRow]]:
    """For each sector and register, its places; quiet ones only for the registers they suit."""
    rules = pack.activity["places"]
    rows = [row for row in pack.places if row.dispositif == dispositif]
    return {
        (sector, register): Weights(
            {
                row: row.weight
                for row in rows
                if row.sector == sector
                and (register in rules["quiet_registers"] or row.kind not in rules["quiet"])
            }
        )
        for sector in {row.sector for row in rows}
        for register in pack.activity["minutes"]
    }


def _busiest(pack: Pack, dispositif: str) -> dict[str, list[PlaceRow]]:
    """For each sector, its few busiest places that are not quiet, in their order."""
    rules = pack.activity
    quiet, count = rules["places"]["quiet"], rules["rounds"]["planned_in_a_sector"]
    rows = [row for row in pack.places if row.dispositif == dispositif and row.kind not in quiet]
    rows.sort(key=lambda row: -row.weight)
    return {
        sector: [row for row in rows if row.sector == sector][:count]
        for sector in {row.sector for row in rows}
    }
