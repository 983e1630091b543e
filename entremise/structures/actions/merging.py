"""Two rows of the registry that are one organisation: joined, and parted again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.typography import agree
from entremise.journal.actions import changes_between, record, recount
from entremise.structures.actor import Actor
from entremise.structures.models import DistinctStructures, Membership, Structure, StructureMerge
from entremise.structures.relations import Relation, pointing_at

from .keeping import keep, values

# What the row that stays takes from the other one where it says nothing itself.
COMPLETED = (
    "short_name", "operator_type", "siren", "siret", "rna", "networks", "address", "commune_id",
    "website", "part_of_id",
)  # fmt: skip


@dataclass(frozen=True)
class Moving:
    """The rows of one relation that would go from one structure to the other."""

    label: str
    model: type[models.Model]
    field: str
    ids: list[Any]


def movings(gone: Structure) -> list[Moving]:
    """Everything in the platform that names this structure, relation by relation, whatever the
    app."""
    found = []
    for relation in _relations():
        ids = list(
            relation.model._base_manager.filter(**{relation.field.name: gone})
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if ids:
            label = str(relation.model._meta.verbose_name_plural)
            found.append(Moving(label, relation.model, relation.field.name, ids))
    return found


def completed_by(kept: Structure, gone: Structure) -> dict[str, Any]:
    """What the row that stays would learn from the other one, short of being part of itself."""
    return {
        name: value
        for name in COMPLETED
        if not getattr(kept, name) and (value := getattr(gone, name)) not in (None, "", [], kept.pk)
    }


@transaction.atomic
def merge_structures(*, kept: Structure, gone: Structure, by: Actor) -> StructureMerge:
    """Everything that named `gone` names `kept`, which learns what it did not say; `gone` leaves
    the registry, and can be given back.

    What only links both to the same thing (a meeting, a DLA) is dropped, and comes back with the
    undo. Raises Refusal for a structure with itself or with the one it is an establishment of, one
    already merged, one whose people have accounts (their keys and their rights are theirs), or when
    both hold something of the same name.
    """
    kept, gone = _held(kept, gone)
    _require_apart(kept, gone)
    moved = []
    for moving in movings(gone):
        doubles = _drop_doubles(moving, kept)
        _move(moving, kept)
        # Half of the models have numbers for keys, the others random ones, which JSON writes so.
        ids = [one if isinstance(one, int) else str(one) for one in moving.ids]
        row = {"model": moving.model._meta.label_lower, "field": moving.field, "ids": ids}
        moved.append(row | ({"doubles": doubles} if doubles else {}))
    learnt = completed_by(kept, gone)
    before = values(kept, *learnt)
    # A SIRET is one structure's: the row that leaves gives it up first.
    merge = StructureMerge(kept=kept, gone=gone, at=clock.now())
    merge.moved = {"rows": moved, "learnt": sorted(learnt), "siret": gone.siret}
    gone.merged_into, gone.siret = kept, None if "siret" in learnt else gone.siret
    gone.save(update_fields=["merged_into", "siret"])
    for name, value in learnt.items():
        setattr(kept, name, value)
    keep(kept)
    merge.save(force_insert=True)
    recount(start=date.min, end=clock.today())
    record(
        by=by,
        verb="structure.merged",
        subject=kept,
        changes=changes_between(before, values(kept, *learnt)) | {"gone": [None, gone.pk]},
        structure_id=kept.pk,
    )
    return merge


@transaction.atomic
def undo_merge(*, merge: StructureMerge, by: Actor) -> int:
    """Part what was joined: each row goes back unless somebody has moved it since, and what was
    learnt is forgotten unless it was changed. Returns how many rows stay where they are.

    Raises Refusal when it was undone already, or while the row that stayed is itself merged with
    another, which holds what is to be given back.
    """
    kept, gone = _held(merge.kept, merge.gone)
    if StructureMerge.objects.select_for_update().get(pk=merge.pk).undone_at:
        raise Refusal("Cette fusion est déjà annulée.", code="undone")
    if kept.merged_into:
        raise Refusal(
            f"« {kept.name} » a été fusionnée depuis avec « {kept.merged_into.name} » : annulez "
            "d'abord cette fusion-là.",
            code="merged_since",
        )
    left = sum(_give_back(row, kept, gone) for row in merge.moved["rows"])
    learnt = merge.moved["learnt"]
    for name in learnt:
        said = merge.moved["siret"] if name == "siret" else getattr(gone, name)
        if getattr(kept, name) == said:
            setattr(kept, name, getattr(Structure(), name))
    keep(kept)
    gone.merged_into, gone.siret = None, merge.moved["siret"]
    keep(gone)
    merge.undone_at = clock.now()
    merge.save(update_fields=["undone_at"])
    recount(start=date.min, end=clock.today())
    record(
        by=by,
        verb="structure.parted",
        subject=kept,
        changes={"gone": [gone.pk, None]},
        structure_id=kept.pk,
    )
    return left


@transaction.atomic
def tell_apart(*, first: Structure, second: Structure, by: Actor) -> None:
    """Say that two rows are two organisations: they are no longer proposed."""
    one, other = sorted((first, second), key=lambda row: row.pk)
    if one == other:
        raise Refusal("Il s'agit de la même fiche.", code="same")
    _row, created = DistinctStructures.objects.get_or_create(first=one, second=other)
    if created:
        record(by=by, verb="structure.told_apart", subject=one, changes={"other": [None, other.pk]})


def _relations() -> Iterator[Relation]:
    """Each foreign key to a structure, whatever the app. What was written in the journal stays
    written, and merges themselves stay."""
    for relation in pointing_at(Structure):
        about_merges = relation.model in (StructureMerge, DistinctStructures)
        stays = about_merges or relation.model._meta.app_label == "journal"
        if not stays and relation.field.name != "merged_into":
            yield relation


def _held(*rows: Structure) -> list[Structure]:
    """These rows as they stand, held until the end, in the order of their numbers: two people who
    merge the same pair the other way round wait for each other rather than for ever."""
    found = Structure.objects.select_for_update(of=("self",)).filter(
        pk__in=[row.pk for row in rows]
    )
    by_number = {row.pk: row for row in found.order_by("pk")}
    return [by_number[row.pk] for row in rows]


def _require_apart(kept: Structure, gone: Structure) -> None:
    if kept == gone:
        raise Refusal("Une structure ne se fusionne pas avec elle-même.", code="same")
    for row in (kept, gone):
        if row.merged_into_id:
            raise Refusal(f"« {row.name} » a déjà été fusionnée.", code="merged")
    if kept.part_of_id == gone.pk:
        raise Refusal(
            f"« {kept.name} » est un établissement de « {gone.name} » : fusionnez-les dans l'autre "
            "sens, ou retirez d'abord ce lien.",
            code="part_of",
        )
    people = Membership.objects.filter(structure=gone).count()
    if people:
        raise Refusal(
            f"{people} {agree(people, 'personne a', 'personnes ont')} un compte chez "
            f"« {gone.name} » : gardez cette fiche, et fusionnez l'autre.",
            code="has_accounts",
        )


def _drop_doubles(moving: Moving, kept: Structure) -> list[dict[str, Any]]:
    """Take away the links that both structures have to the same thing, and return what they said:
    a row that is nothing but foreign keys says nothing that the other one does not.
    """
    others = [each.attname for each in moving.model._meta.concrete_fields if not each.primary_key]
    if not all(each.is_relation for each in moving.model._meta.concrete_fields[1:]):
        return []
    others.remove(moving.model._meta.get_field(moving.field).attname)  # type: ignore[union-attr]
    rows = moving.model._base_manager
    linked = set(rows.filter(**{moving.field: kept}).values_list(*others))
    doubles = [
        row
        for row in rows.filter(pk__in=moving.ids).values()
        if tuple(row[name] for name in others) in linked
    ]
    rows.filter(pk__in=[row["id"] for row in doubles]).delete()
    return doubles


def _move(moving: Moving, kept: Structure) -> None:
    rows = moving.model._base_manager.filter(pk__in=moving.ids)
    try:
        with transaction.atomic():
            rows.update(**{moving.field: kept})
    except IntegrityError:
        raise Refusal(
            f"Les deux fiches ont des {moving.label} de même nom : renommez-les d'abord.",
            code="same_names",
        ) from None


def _give_back(row: dict[str, Any], kept: Structure, gone: Structure) -> int:
    """Move the rows of a relation back, and make again the links that were dropped; how many are
    somebody's else by now, or link to what is no more."""
    model = _model(row["model"])
    rows = model._base_manager.filter(pk__in=row["ids"], **{row["field"]: kept})
    moved: int = rows.update(**{row["field"]: gone})
    links = [model(**said) for said in row.get("doubles", ())]
    alive = [link for link in links if _leads_somewhere(link)]
    model._base_manager.bulk_create(alive, ignore_conflicts=True)
    return len(row["ids"]) - moved - len(alive)


def _leads_somewhere(link: models.Model) -> bool:
    """Whether all that this row names is still there."""
    return all(
        each.related_model._base_manager.filter(pk=getattr(link, each.attname)).exists()  # type: ignore[union-attr]
        for each in link._meta.concrete_fields
        if each.is_relation
    )


def _model(label: str) -> Any:
    return next(each.model for each in _relations() if each.model._meta.label_lower == label)
