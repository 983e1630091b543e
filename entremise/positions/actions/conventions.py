"""Conventions adulte-relais: signing, renewing, and the conditions of whoever holds the post."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between, record
from entremise.positions.models import AdulteRelaisConvention, Position
from entremise.positions.months import ordinary_end
from entremise.structures.actions.keeping import keep, values
from entremise.structures.actor import Actor
from entremise.territories.models import Qpv

from .steps import held

CONDITIONS = ("age_checked_on", "situation_checked_on", "residence_checked_on")


@dataclass(frozen=True)
class ConventionTerms:
    """What a convention says. Without an end, it lasts three years."""

    number: str
    starts_on: date
    ends_on: date | None = None
    qpv: Qpv | None = None
    share: Decimal = Decimal(1)


@transaction.atomic
def sign_convention(
    *, position: Position, terms: ConventionTerms, by: Actor
) -> AdulteRelaisConvention:
    """Attach a convention to a post. Raises Refusal for a post that has ended, a number another
    post of the structure bears, or days that another convention of the post covers.
    """
    row = _kept(held(position), terms, None)
    _told(row, "convention.signed", by, {"starts_on": [None, f"{row.starts_on}"]})
    return row


@transaction.atomic
def renew_convention(
    *, convention: AdulteRelaisConvention, terms: ConventionTerms, by: Actor
) -> AdulteRelaisConvention:
    """Another convention takes over when this one ends. Raises Refusal as above, when it begins
    earlier, or for one that is renewed already.
    """
    if AdulteRelaisConvention.objects.filter(renews=convention).exists():
        raise Refusal("Cette convention est déjà renouvelée.", code="renewed")
    if terms.starts_on <= convention.ends_on:
        raise Refusal(
            f"La convention court jusqu'au {convention.ends_on:%d/%m/%Y} : la suivante commence "
            "au plus tôt le lendemain.",
            code="too_early",
            field="starts_on",
        )
    row = _kept(held(convention.position), terms, convention)
    _told(row, "convention.renewed", by, {"renews": [None, convention.pk]})
    return row


def _kept(
    position: Position, terms: ConventionTerms, renews: AdulteRelaisConvention | None
) -> AdulteRelaisConvention:
    if position.ended_on:
        raise Refusal("Ce poste a pris fin : rouvrez-le d'abord.", code="ended")
    row = AdulteRelaisConvention(
        position=position,
        number=terms.number,
        qpv=terms.qpv,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on or ordinary_end(terms.starts_on),
        share=terms.share,
        renews=renews,
    )
    _require_alone(row)
    keep(row)
    return row


def _require_alone(row: AdulteRelaisConvention) -> None:
    """One post, one convention at a time; and a number names one post of the structure."""
    others = AdulteRelaisConvention.objects.filter(position__structure_id=row.position.structure_id)
    if others.filter(~Q(position=row.position), number=row.number).exists():
        raise Refusal(
            "Une convention d'un autre poste porte déjà ce numéro.", code="taken", field="number"
        )
    same = others.filter(position=row.position)
    if found := same.filter(starts_on__lte=row.ends_on, ends_on__gte=row.starts_on).first():
        raise Refusal(
            f"La convention {found.number} couvre déjà des jours de cette période, jusqu'au "
            f"{found.ends_on:%d/%m/%Y}.",
            code="overlap",
            field="starts_on",
        )


@transaction.atomic
def mark_conditions(
    *, convention: AdulteRelaisConvention, checked: Mapping[str, date | None], by: Actor
) -> None:
    """Say on which day each condition was checked: the day, and nothing of the person. Raises
    Refusal for a day to come.
    """
    for name in CONDITIONS:
        if (day := checked[name]) and day > clock.today():
            raise Refusal("Cette date n'est pas encore venue.", code="future", field=name)
    before = values(convention, *CONDITIONS)
    for name in CONDITIONS:
        setattr(convention, name, checked[name])
    if changes := changes_between(before, values(convention, *CONDITIONS)):
        convention.save(update_fields=CONDITIONS)
        _told(convention, "convention.checked", by, changes)


@transaction.atomic
def withdraw_convention(*, convention: AdulteRelaisConvention, by: Actor) -> None:
    """Remove a convention written down by mistake. Raises Refusal when another renews it."""
    if AdulteRelaisConvention.objects.filter(renews=convention).exists():
        raise Refusal(
            "Une autre convention renouvelle celle-ci : retirez d'abord l'autre.", code="renewed"
        )
    _told(convention, "convention.withdrawn", by)
    convention.delete()


def _told(
    row: AdulteRelaisConvention, verb: str, by: Actor, changes: Mapping[str, object] | None = None
) -> None:
    record(by=by, verb=verb, subject=row, changes=changes, structure_id=row.position.structure_id)
