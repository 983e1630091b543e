"""What the parties agree on, and the two visits that see whether it holds."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from entremise.cases.enums import StepKind
from entremise.cases.models import Agreement, AgreementItem, Case, Step
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.structures.actor import Actor

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
    said = [item.strip() for item in items if item.strip()]
    if not said:
        raise Refusal(
            "Écrivez au moins un engagement, un par ligne.", code="no_items", field="items"
        )
    if made_on > clock.today():
        raise Refusal("Cette date est dans le futur.", code="future", field="made_on")
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
    for position, text in enumerate(said, start=1):
        item = AgreementItem(agreement=agreement, position=position)
        item.seal(key, text=text)
        item.save(force_insert=True)
    for after in FOLLOW_UPS:
        visit = Step(case=case, kind=StepKind.FOLLOW_UP, agreement=agreement)
        visit.at = timezone.make_aware(datetime.combine(made_on + after, HOUR))
        visit.seal(key)
        visit.save(force_insert=True)
        visit.parties.set(parties)
    settle(case, contact=timezone.make_aware(datetime.combine(made_on, HOUR)))
    told(case, "agreement.made", by=by, changes={"form": how, "items": len(said)})
    return agreement
