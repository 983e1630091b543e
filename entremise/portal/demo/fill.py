"""Takes the entries and rounds of the demonstration in, in bulk, through the checks all pass."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from entremise.activities.bulk import take_over, take_over_rounds
from entremise.activities.checks import check
from entremise.activities.entries import CellIn, Entry, EntryIn, PlaceIn, PublicsIn, Rejected
from entremise.activities.references import References, references_of
from entremise.activities.rounds import PlannedIn, RoundIn, StopIn, Tour, check_rounds
from entremise.structures.actor import Actor, actor_of
from entremise.structures.models import Membership

from .generate import DemoEntry, DemoOuting
from .pack import Pack
from .world import World, payload, round_payload

Made = TypeVar("Made", DemoEntry, DemoOuting)

# What an entry of the demonstration leaves unsaid.
_UNSAID = {"base_version": None, "historical_register": None, "domain": None, "funding_lines": None}
_NO_PLACE = {"address": "", "lon": None, "lat": None, "qpv": None}
_NO_PUBLICS: dict[str, Any] = {"sex": {}, "age": {}, "status": {}, "grid": []}


def logger_of(made: DemoEntry | DemoOuting) -> str:
    """Which of the mediators typed it in: each in turn, by chance."""
    return made.mediators[made.id.int % len(made.mediators)]


def by_logger(found: Iterable[Made]) -> dict[str, list[Made]]:
    """What each mediator typed in."""
    groups: dict[str, list[Made]] = defaultdict(list)
    for made in found:
        groups[logger_of(made)].append(made)
    return dict(sorted(groups.items()))


@transaction.atomic
def fill(pack: Pack, world: World, entries: Iterable[DemoEntry]) -> int:
    """Keep the entries, each in the name of a mediator who was there; returns how many are new.

    Raises ValueError when one is refused: the pack is wrong.
    """
    count = 0
    for actor, references, own in _in_their_names(world, entries):
        found = check([_shape(pack, world, entry) for entry in own], references)
        kept = [item for item in found if isinstance(item, Entry)]
        _require_all(found, "saisies")
        count += take_over(entries=kept, references=references, by=actor)
    return count


@transaction.atomic
def fill_rounds(world: World, outings: Iterable[DemoOuting], *, at: datetime) -> int:
    """The same for the rounds, as they stand at this instant."""
    count = 0
    for actor, references, own in _in_their_names(world, outings):
        found = check_rounds([_round_shape(world, outing, at) for outing in own], references)
        kept = [item for item in found if isinstance(item, Tour)]
        _require_all(found, "tournées")
        count += take_over_rounds(rounds=kept, references=references, by=actor)
    return count


def _in_their_names(
    world: World, found: Iterable[Made]
) -> Iterator[tuple[Actor, References, list[Made]]]:
    members = Membership.objects.select_related("user", "structure").in_bulk(world.members.values())
    for email, own in by_logger(found).items():
        actor = actor_of(members[world.members[email]])
        yield actor, references_of(actor), own


def _require_all(found: Iterable[object], what: str) -> None:
    if refused := [item.errors for item in found if isinstance(item, Rejected)]:
        raise ValueError(f"{len(refused)} {what} refusées, dont : {refused[0]}")


def _shape(pack: Pack, world: World, entry: DemoEntry) -> EntryIn:
    """The entry as `read_shape` would read its payload, without reading it."""
    content = payload(entry, world, pack.services[entry.dispositif].structure)
    publics = {**_NO_PUBLICS, **content["publics"]}
    publics["grid"] = [CellIn.model_construct(**cell) for cell in publics["grid"]]
    return EntryIn.model_construct(
        **{
            **_UNSAID,
            **content,
            "id": entry.id,
            "started_at": entry.started_at,
            "service_date": entry.service_date,
            "round": entry.round,
            "place": PlaceIn.model_construct(**{**_NO_PLACE, **content["place"]}),
            "publics": PublicsIn.model_construct(**publics),
        }
    )


def _round_shape(world: World, outing: DemoOuting, at: datetime) -> RoundIn:
    """The same for a round: reading thousands back would take as long as all the rest."""
    content = round_payload(outing, world, at=at)
    stops = zip(content["stops"], outing.stops, strict=False)  # those to come are not told
    return RoundIn.model_construct(
        **{
            **content,
            "id": outing.id,
            "base_version": None,
            "started_at": outing.started_at,
            "ended_at": outing.ended_at if content["ended_at"] else None,
            "planned": [PlannedIn.model_construct(**place) for place in content["planned"]],
            "stops": [
                StopIn.model_construct(
                    **{
                        **told,
                        "arrived_at": stop.arrived_at,
                        "left_at": stop.left_at if told["left_at"] else None,
                    }
                )
                for told, stop in stops
            ],
        }
    )
