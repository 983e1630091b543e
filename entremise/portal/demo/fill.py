"""Takes the entries of the demonstration in, in bulk, through the checks every entry passes."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from entremise.activities.bulk import take_over
from entremise.activities.checks import check
from entremise.activities.entries import CellIn, Entry, EntryIn, PlaceIn, PublicsIn, Rejected
from entremise.activities.references import references_of
from entremise.structures.actor import actor_of
from entremise.structures.models import Membership

from .generate import DemoEntry
from .pack import Pack
from .world import World, payload

# What an entry of the demonstration leaves unsaid.
_UNSAID = {"base_version": None, "historical_register": None, "domain": None, "funding_lines": None}
_NO_PLACE = {"address": "", "lon": None, "lat": None, "qpv": None}
_NO_PUBLICS: dict[str, Any] = {"sex": {}, "age": {}, "status": {}, "grid": []}


def logger_of(entry: DemoEntry) -> str:
    """Which of the mediators typed it in: each in turn, by chance."""
    return entry.mediators[entry.id.int % len(entry.mediators)]


def by_logger(entries: Iterable[DemoEntry]) -> dict[str, list[DemoEntry]]:
    """The entries each mediator typed in."""
    found: dict[str, list[DemoEntry]] = defaultdict(list)
    for entry in entries:
        found[logger_of(entry)].append(entry)
    return dict(sorted(found.items()))


@transaction.atomic
def fill(pack: Pack, world: World, entries: Iterable[DemoEntry]) -> int:
    """Keep the entries, each in the name of a mediator who was there; returns how many are new.

    Raises ValueError when one is refused: the pack is wrong.
    """
    members = Membership.objects.select_related("user", "structure").in_bulk(world.members.values())
    count = 0
    for email, own in by_logger(entries).items():
        actor = actor_of(members[world.members[email]])
        references = references_of(actor)
        shapes = [_shape(pack, world, entry) for entry in own]
        found = check(shapes, references)
        if refused := [item.errors for item in found if isinstance(item, Rejected)]:
            raise ValueError(f"{len(refused)} saisies refusées, dont : {refused[0]}")
        kept = [item for item in found if isinstance(item, Entry)]
        count += take_over(entries=kept, references=references, by=actor)
    return count


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
            "place": PlaceIn.model_construct(**{**_NO_PLACE, **content["place"]}),
            "publics": PublicsIn.model_construct(**publics),
        }
    )
