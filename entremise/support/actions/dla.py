"""DLA: set up, moved from phase to phase, their deliverables handed on; and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between
from entremise.structures.actions.keeping import keep
from entremise.structures.actor import Actor
from entremise.structures.models import Structure
from entremise.support.enums import PHASE_RANK, DlaKind
from entremise.support.models import Deliverable, Dla, DlaPhaseStart, DlaStructure

from .led import count_supports_again, require_new, require_past, told, whose

SHEET = ("kind", "title", "needs", "provider", "funder", "amount", "starts_on", "ends_on")
UNSPOKEN = ("title", "amount")


@dataclass(frozen=True)
class DlaSheet:
    """What a DLA is: for whom, about what, by whom, paid by whom, and when it is planned."""

    kind: str
    title: str
    structures: Sequence[Structure]
    starts_on: date
    ends_on: date | None = None
    needs: Sequence[str] = ()
    provider: Structure | None = None
    funder: Structure | None = None
    amount: Decimal | None = None


@transaction.atomic
def open_dla(*, sheet: DlaSheet, by: Actor) -> Dla:
    """Write down a DLA. Raises Refusal for a collective one of a single structure, an individual
    one of several, days out of order, or one that is noted already.
    """
    dla = Dla(**whose(by))
    same = Dla.objects.filter(kind=sheet.kind, title=sheet.title, starts_on=sheet.starts_on)
    require_new(same, sheet.structures, by)
    _fill(dla, sheet)
    told(dla, "dla.opened", by, dla.mission_id, changes_between({}, said(dla), unspoken=UNSPOKEN))
    return dla


@transaction.atomic
def edit_dla(*, dla: Dla, sheet: DlaSheet, by: Actor) -> None:
    """Correct what a DLA is. Raises Refusal as above."""
    row = _held(dla)
    before = said(row)
    count_supports_again(row.starts_on, row.closed_on)
    _fill(row, sheet)
    if changes := changes_between(before, said(row), unspoken=UNSPOKEN):
        told(row, "dla.edited", by, row.mission_id, changes)


def _fill(dla: Dla, sheet: DlaSheet) -> None:
    structures = list(dict.fromkeys(sheet.structures))
    _require_company(sheet, structures)
    clock.require_sensible(sheet.starts_on, "starts_on")
    for name in SHEET:
        setattr(dla, name, getattr(sheet, name))
    dla.needs = list(sheet.needs)
    keep(dla)
    known = set(dla.parties.values_list("structure_id", flat=True))
    dla.parties.exclude(structure__in=structures).delete()
    DlaStructure.objects.bulk_create(
        DlaStructure(dla=dla, structure=row) for row in structures if row.pk not in known
    )
    count_supports_again(dla.starts_on, dla.closed_on)


def _require_company(sheet: DlaSheet, structures: list[Structure]) -> None:
    alone = sheet.kind == DlaKind.INDIVIDUAL
    if alone and len(structures) != 1:
        raise Refusal(
            "Un DLA individuel accompagne une structure, une seule.",
            code="not_alone",
            field="structures",
        )
    if not alone and len(structures) < 2:
        raise Refusal(
            "Un DLA collectif accompagne au moins deux structures.",
            code="alone",
            field="structures",
        )


def said(dla: Dla) -> dict[str, Any]:
    """What a DLA is now, to tell later what has changed."""
    plain = {name: getattr(getattr(dla, name), "pk", getattr(dla, name)) for name in SHEET}
    return plain | {"structures": sorted(dla.parties.values_list("structure_id", flat=True))}


@transaction.atomic
def move_dla(*, dla: Dla, phase: str, on: date, by: Actor) -> None:
    """It comes to another phase. Raises Refusal for a day to come or before the phase it is in,
    for going back, or when it is over.
    """
    require_past(on)
    row = _held(dla)
    _require_running(row)
    last = _last(row)
    if last and PHASE_RANK[phase] <= PHASE_RANK[last.phase]:
        raise Refusal(
            f"Ce DLA en est déjà à « {last} ». Si c'est une erreur, annulez cette phase.",
            code="back",
            field="phase",
        )
    if last and on < last.on:
        raise Refusal(f"« {last} » a commencé le {last.on:%d/%m/%Y}.", code="too_early", field="on")
    keep(DlaPhaseStart(dla=row, phase=phase, on=on))
    told(row, "dla.moved", by, row.mission_id, {"phase": [last and last.phase, str(phase)]})


@transaction.atomic
def move_dla_back(*, dla: Dla, by: Actor) -> None:
    """It had not come to its last phase. Raises Refusal when it has none, or is over."""
    row = _held(dla)
    _require_running(row)
    last = _last(row)
    if last is None:
        raise Refusal("Aucune phase n'a commencé.", code="nothing_to_undo")
    last.delete()
    told(row, "dla.moved_back", by, row.mission_id, {"phase": [last.phase, None]})


@transaction.atomic
def close_dla(*, dla: Dla, on: date, by: Actor) -> None:
    """Say when it ended. Raises Refusal for a day to come or before its last phase."""
    require_past(on)
    row = _held(dla)
    _require_running(row)
    last = _last(row)
    if last and on < last.on:
        raise Refusal(f"« {last} » a commencé le {last.on:%d/%m/%Y}.", code="too_early", field="on")
    row.closed_on = on
    keep(row)
    count_supports_again(row.starts_on, None)
    told(row, "dla.closed", by, row.mission_id, {"closed_on": [None, f"{on}"]})


@transaction.atomic
def reopen_dla(*, dla: Dla, by: Actor) -> None:
    """It goes on. Raises Refusal for one that is not over."""
    row = _held(dla)
    if row.closed_on is None:
        raise Refusal("Ce DLA n'est pas terminé.", code="open")
    changes = {"closed_on": [f"{row.closed_on}", None]}
    row.closed_on = None
    row.save(update_fields=["closed_on"])
    count_supports_again(row.starts_on, None)
    told(row, "dla.reopened", by, row.mission_id, changes)


@transaction.atomic
def withdraw_dla(*, dla: Dla, by: Actor) -> None:
    """Remove a DLA written down by mistake. Raises Refusal when it has a past."""
    row = _held(dla)
    past = row.phases.exists() or row.meetings.exists() or row.deliverables.exists()
    if past or row.closed_on:
        raise Refusal("Ce DLA a une histoire : terminez-le.", code="has_a_past")
    count_supports_again(row.starts_on, None)
    told(row, "dla.withdrawn", by, row.mission_id)
    row.delete()


# --- what it produces


@transaction.atomic
def add_deliverable(*, dla: Dla, name: str, due_on: date | None, by: Actor) -> Deliverable:
    """One more thing it is to produce. Raises Refusal for a name it has already."""
    if dla.deliverables.filter(name=name).exists():
        raise Refusal("Ce livrable est déjà attendu.", code="taken", field="name")
    row = Deliverable(dla=dla, name=name, due_on=due_on)
    keep(row)
    told(row, "deliverable.added", by, dla.mission_id, {"due_on": [None, due_on and f"{due_on}"]})
    return row


@transaction.atomic
def hand_deliverable(*, deliverable: Deliverable, on: date, by: Actor) -> None:
    """It was handed on to the structures. Raises Refusal for a day to come, or when it was."""
    require_past(on)
    row = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    if row.handed_on:
        raise Refusal(f"Il a été remis le {row.handed_on:%d/%m/%Y}.", code="handed")
    row.handed_on = on
    row.save(update_fields=["handed_on"])
    told(row, "deliverable.handed", by, row.dla.mission_id, {"handed_on": [None, f"{on}"]})


@transaction.atomic
def take_deliverable_back(*, deliverable: Deliverable, by: Actor) -> None:
    """It was not handed on. Raises Refusal when nobody said it was."""
    row = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    if row.handed_on is None:
        raise Refusal("Ce livrable n'est pas remis.", code="not_handed")
    row.handed_on = None
    row.save(update_fields=["handed_on"])
    told(row, "deliverable.taken_back", by, row.dla.mission_id)


@transaction.atomic
def drop_deliverable(*, deliverable: Deliverable, by: Actor) -> None:
    """Remove one that is not expected. Raises Refusal for one handed on."""
    if deliverable.handed_on:
        raise Refusal("Ce livrable est remis : annulez d'abord sa remise.", code="handed")
    told(deliverable, "deliverable.dropped", by, deliverable.dla.mission_id)
    deliverable.delete()


def _held(dla: Dla) -> Dla:
    """The DLA, nobody else writing it meanwhile."""
    return Dla.objects.select_for_update().get(pk=dla.pk)


def _last(dla: Dla) -> DlaPhaseStart | None:
    """The phase it is in. Two may begin on one day: the further one is."""
    return max(dla.phases.all(), key=lambda row: PHASE_RANK[row.phase], default=None)


def _require_running(dla: Dla) -> None:
    if dla.closed_on:
        raise Refusal("Ce DLA est terminé : reprenez-le d'abord.", code="closed")
