"""What the pages of coverage show of it: filtered, paged, and said in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entremise.core.typography import agree, figure
from entremise.ui.components import Figure

from .coverage import Band, Covered

PAGE_SIZE = 40


@dataclass(frozen=True)
class Page:
    """Some places, and the code of the last when more follow."""

    places: list[Covered]
    after: str | None
    total: int


def kept(places: Sequence[Covered], filters: Mapping[str, Any]) -> list[Covered]:
    """The places that a form's clean values ask for."""
    kind, state = filters.get("kind"), filters.get("state")
    found = [place for place in places if not kind or place.kind == kind]
    return [place for place in found if not state or _is(place, state)]


def _is(place: Covered, state: str) -> bool:
    if state == "none":
        return not place.services
    if state == "covered":
        return bool(place.services)
    if state == "several":
        return len(place.services) > 1
    return not place.days(Band.EVENING)


def page(places: Sequence[Covered], after: str | None) -> Page:
    """The places that follow one, by the code that its address gives."""
    start = next((i + 1 for i, place in enumerate(places) if _key(place) == after), 0)
    shown = list(places[start : start + PAGE_SIZE])
    more = start + PAGE_SIZE < len(places)
    return Page(shown, _key(shown[-1]) if more else None, len(places))


def _key(place: Covered) -> str:
    return f"{place.kind}-{place.code}"


def headline(places: Sequence[Covered]) -> str:
    """« Dans 181 QPV sur 204, personne n'intervient »."""
    quarters = [place for place in places if place.is_qpv]
    told = quarters or list(places)
    empty = sum(1 for place in told if not place.services)
    what = "QPV" if quarters else agree(len(told), "commune")
    if not told:
        return "Aucune commune n'est connue sur ce territoire."
    if not empty:
        return f"Chaque {'QPV' if quarters else 'commune'} a au moins un dispositif."
    return f"Dans {figure(empty)} {what} sur {figure(len(told))}, personne n'intervient."


def cards(places: Sequence[Covered]) -> list[Figure]:
    """The shares that the headline does not say."""
    quarters = [place for place in places if place.is_qpv]
    towns = [place for place in places if not place.is_qpv]
    people = sum(place.population or 0 for place in towns)
    reached = sum(place.population or 0 for place in towns if place.services)
    found = []
    if quarters:
        found += [
            _share("QPV couverts", quarters, lambda place: bool(place.services)),
            _evenings(quarters),
        ]
    found.append(_share("Communes desservies", towns, lambda place: bool(place.services)))
    if people:
        found.append(
            Figure(
                "Habitants des communes desservies", reached / people, "percent",
                f"{figure(reached)} sur {figure(people)}", decimals=1,
            )
        )  # fmt: skip
    return found


def _evenings(quarters: Sequence[Covered]) -> Figure:
    """Unknown as long as nobody says when they work."""
    told = any(service.hours for place in quarters for service, _ in place.services)
    if not told:
        return Figure("QPV couverts en soirée", sentence="Aucun dispositif n'a dit ses horaires")
    return _share("QPV couverts en soirée", quarters, lambda place: bool(place.days(Band.EVENING)))


def _share(label: str, places: Sequence[Covered], holds: Any) -> Figure:
    count = sum(1 for place in places if holds(place))
    said = f"{figure(count)} sur {figure(len(places))}"
    return Figure(label, count / len(places) if places else None, "percent", said, decimals=1)
