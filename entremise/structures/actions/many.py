"""Many structures at once, by the rules of one: a handful of queries where thousands would be.

Each is journaled as if it had been written alone, by the same verb. What breaks a rule stops them
all before anything is written.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.importing import Stopped
from entremise.journal.actions import changes_between, line, record, record_many
from entremise.structures.actor import Actor
from entremise.structures.identifiers import SIREN
from entremise.structures.models import Dispositif, Structure
from entremise.structures.relations import pointing_at

from .keeping import values
from .registry import (
    FIELDS,
    UNLESS_SAID,
    Identity,
    count_again,
    fill,
    mark_of_hand,
    mark_sheets,
)

AT_ONCE = 500  # rows in one statement
TAKEN = "Une autre structure du registre porte déjà ce SIRET."
GONE = "Cette structure n'est plus au registre."
CHANGED = "Cette structure a été modifiée entre-temps."


@transaction.atomic
def register_structures(
    *, identities: Sequence[Identity], source: str, by: Actor
) -> list[Structure]:
    """`register_structure` for each of them. Raises Stopped with the places of those refused.

    Whoever asks has looked for the same name in the same commune, which one query a row would do.
    """
    rows = [Structure(source=source, registered_on=clock.today()) for _ in identities]
    for row, identity in zip(rows, identities, strict=True):
        fill(row, identity)
    _require_sound(rows)
    Structure.objects.bulk_create(rows, batch_size=AT_ONCE)
    record_many(line(by=by, verb="structure.registered", subject=row) for row in rows)
    mark_sheets()
    return rows


@transaction.atomic
def edit_structures(
    *, edits: Sequence[tuple[int, Mapping[str, Any], Mapping[str, Any]]], by: Actor
) -> None:
    """`edit_structure` for each (number, values expected, values to write).

    Raises Stopped with the places of those that are gone, that no longer hold the values expected,
    or whose new values break a rule.
    """
    held = _held([number for number, _, _ in edits])
    refused = {
        place: GONE if number not in held else CHANGED
        for place, (number, before, _) in enumerate(edits)
        if number not in held or values(held[number], *before) != dict(before)
    }
    if refused:
        raise Stopped(refused)
    rows, former = [held[number] for number, _, _ in edits], []
    for row, (_, _, after) in zip(rows, edits, strict=True):
        former.append(values(row, *FIELDS))
        for name, value in after.items():
            setattr(row, name, value)
        if "siret" in after and "siren" not in after:
            _follow(row, former[-1]["siret"])
        mark_of_hand(row, by, changed=True)
    _require_sound(rows)
    _rewrite(rows)
    told = []
    for row, before in zip(rows, former, strict=True):
        if changes := changes_between(before, values(row, *FIELDS)):
            told.append(
                line(by=by, verb="structure.edited", subject=row, changes=changes,
                     structure_id=row.pk)
            )  # fmt: skip
    record_many(told)
    mark_sheets()
    count_again({name for _, _, after in edits for name in after})


@transaction.atomic
def unregister_structures(*, structures: Sequence[Structure], by: Actor) -> None:
    """Take structures that nothing cites out of the registry. Raises Refusal when one is cited."""
    numbers = [row.pk for row in structures]
    if cited(Structure, numbers):
        raise Refusal("Une de ces structures sert ailleurs.", code="cited")
    record_many(line(by=by, verb="structure.unregistered", subject=row) for row in structures)
    for start in range(0, len(numbers), AT_ONCE):
        Structure.objects.filter(pk__in=numbers[start : start + AT_ONCE]).delete()
    mark_sheets()


@transaction.atomic
def remove_dispositif(*, dispositif: Dispositif, by: Actor) -> None:
    """Take away a dispositif that has never served. Raises Refusal when something cites it."""
    if cited(Dispositif, [dispositif.pk]):
        raise Refusal("Ce dispositif sert ailleurs.", code="cited")
    record(
        by=by, verb="dispositif.removed", subject=dispositif, structure_id=dispositif.structure_id
    )
    opened = dispositif.opened_on
    dispositif.delete()
    mark_sheets(opened)


def cited(model: type[models.Model], numbers: Sequence[int]) -> dict[int, str]:
    """Those of the objects that rows of other tables point at, with what kind of thing does."""
    found: dict[int, str] = {}
    wanted = set(numbers)
    for other, column in pointing_at(model) if wanted else ():
        # What was brought in together has numbers that follow: one question for all of them.
        within = {f"{column.name}__gte": min(wanted), f"{column.name}__lte": max(wanted)}
        pointed = other._base_manager.filter(**within).order_by().values_list(column.attname)
        kind = str(other._meta.verbose_name)
        found |= dict.fromkeys((n for (n,) in pointed.distinct() if n in wanted), kind)
    return found


def _held(numbers: Sequence[int]) -> dict[int, Structure]:
    found: dict[int, Structure] = {}
    for start in range(0, len(numbers), AT_ONCE):
        part = Structure.objects.select_for_update().filter(pk__in=numbers[start : start + AT_ONCE])
        found |= {row.pk: row for row in part.order_by("pk")}
    return found


def _require_sound(rows: Sequence[Structure]) -> None:
    """The rules of the fields of each, and the SIRET of one structure only.

    Communes and structures named were read from the tables, and are not looked for one by one.
    """
    refused: dict[int, str] = {}
    _note(refused, rows, _check)
    own = {row.pk for row in rows if row.pk}
    numbers = [row.siret for row in rows if row.siret]
    taken: set[str] = set()
    for start in range(0, len(numbers), AT_ONCE):
        others = Structure.objects.filter(siret__in=numbers[start : start + AT_ONCE])
        taken |= {str(siret) for pk, siret in others.values_list("pk", "siret") if pk not in own}
    for place, row in enumerate(rows):
        if row.siret in taken:
            refused.setdefault(place, TAKEN)
        elif row.siret:
            taken.add(row.siret)
    if refused:
        raise Stopped(refused)


def _check(row: Structure) -> None:
    """The rules of a row that need no question to the database: one a row would take minutes."""
    row.full_clean(
        exclude=["commune", "part_of"], validate_unique=False, validate_constraints=False
    )
    if row.pk and row.part_of_id == row.pk:
        raise ValidationError("Une structure n'est pas un établissement d'elle-même.")


def _note(
    refused: dict[int, str], rows: Sequence[Structure], check: Callable[[Structure], None]
) -> None:
    for place, row in enumerate(rows):
        try:
            check(row)
        except ValidationError as error:
            refused[place] = error.messages[0]


def _follow(row: Structure, former: str | None) -> None:
    """The SIREN goes with the SIRET it was known by."""
    if row.siret:
        row.siren = row.siret[:SIREN]
    elif former and row.siren == former[:SIREN]:
        row.siren = ""


def _rewrite(rows: Sequence[Structure]) -> None:
    """Numbers that move from a structure to another are first let go, for each is unique."""
    searched = Structure._meta.get_field("search_name")
    for row in rows:
        searched.pre_save(row, False)
    written = {name.removesuffix("_id") for name in FIELDS} - set(UNLESS_SAID) | {"source_key"}
    names = [*written, "search_name", "changed_at", "reviewed_at"]
    numbers = [row.pk for row in rows]
    for start in range(0, len(numbers), AT_ONCE):
        Structure.objects.filter(pk__in=numbers[start : start + AT_ONCE]).update(siret=None)
    Structure.objects.bulk_update(rows, names, batch_size=AT_ONCE)
