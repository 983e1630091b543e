"""What the parties agree on, and the two visits that see whether it holds."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from entremise.cases.enums import StepKind, StepState
from entremise.cases.models import Agreement, AgreementItem, Case, Step
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between
from entremise.structures.actor import Actor
from entremise.vault.sealing import Key

from .settling import all_agree, held, key_of, settle, told

# Two visits, as the field does: a month after, and three.
FOLLOW_UPS = (timedelta(days=30), timedelta(days=90))
HOUR = time(14)


@transaction.atomic
def record_agreement(
    *, case: Case, how: str, made_on: date, items: Sequence[str], by: Actor
) -> Agreement:
    """Keep an agreement and its items, and plan the visits that follow it at 30 and 90 days.

    Raises Refusal when it says nothing, is to come, or when a party has not agreed to mediation.
    """
    case = held(case)
    said = _said(items, made_on)
    parties = list(case.parties.filter(erased_at__isnull=True))
    if not all_agree(parties):
        raise Refusal(
            "Un accord suppose que chaque partie a accepté la médiation. Enregistrez d'abord "
            "leurs réponses.",
            code="no_consent",
        )
    key = key_of(case)
    agreement = Agreement.objects.create(
        case=case, form=how, made_on=made_on, recorded_at=clock.now()
    )
    _write_items(agreement, said, key)
    for after in FOLLOW_UPS:
        visit = Step(case=case, kind=StepKind.FOLLOW_UP, agreement=agreement)
        visit.at = _hour_of(made_on + after)
        visit.seal(key)
        visit.save(force_insert=True)
        visit.parties.set(parties)
    settle(case, contact=_hour_of(made_on))
    told(case, "agreement.made", by=by, changes={"form": how, "items": len(said)})
    return agreement


@transaction.atomic
def correct_agreement(
    *, agreement: Agreement, how: str, made_on: date, items: Sequence[str], by: Actor
) -> None:
    """Say an agreement again as it was made. Its visits to come move with its day, except those
    that somebody has set on another day.

    Raises Refusal when it says nothing, or is to come.
    """
    case = held(agreement.case)
    said = _said(items, made_on)
    before = {"form": agreement.form, "made_on": agreement.made_on.isoformat()}
    for after in FOLLOW_UPS:
        visits = agreement.follow_ups.filter(
            state=StepState.PLANNED, at=_hour_of(agreement.made_on + after)
        )
        visits.update(at=_hour_of(made_on + after), reminded_on=None)
    agreement.form, agreement.made_on = how, made_on
    agreement.save(update_fields=["form", "made_on"])
    agreement.items.all().delete()
    _write_items(agreement, said, key_of(case))
    settle(case)
    changes = changes_between(before, {"form": how, "made_on": made_on.isoformat()})
    told(case, "agreement.corrected", by=by, changes={**changes, "items": len(said)})


@transaction.atomic
def cancel_agreement(*, agreement: Agreement, by: Actor) -> None:
    """Take back an agreement recorded by mistake, with the visits that were to follow it.

    Raises Refusal once a visit has seen whether it holds.
    """
    case = held(agreement.case)
    if agreement.follow_ups.filter(state=StepState.HELD).exists():
        raise Refusal(
            "Une visite a déjà dit si cet accord tient : il ne s'annule plus. Corrigez-le.",
            code="agreement_followed",
        )
    about = {"form": agreement.form, "made_on": agreement.made_on.isoformat()}
    agreement.delete()
    settle(case)
    told(case, "agreement.cancelled", by=by, changes=about)


def _said(items: Sequence[str], made_on: date) -> list[str]:
    """The undertakings that are written. Raises Refusal."""
    said = [item.strip() for item in items if item.strip()]
    if not said:
        raise Refusal(
            "Écrivez au moins un engagement, un par ligne.", code="no_items", field="items"
        )
    if made_on > clock.today():
        raise Refusal("Cette date est dans le futur.", code="future", field="made_on")
    return said


def _write_items(agreement: Agreement, said: Sequence[str], key: Key) -> None:
    for position, text in enumerate(said, start=1):
        item = AgreementItem(agreement=agreement, position=position)
        item.seal(key, text=text)
        item.save(force_insert=True)


def _hour_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, HOUR))
