"""What the cast's structure keeps of disputes."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from entremise.cases import actions
from tests.cases.factories import (
    all_agree,
    coordinator_of,
    make_agreement,
    make_attachment,
    make_case,
    make_letter,
    make_referral,
)
from tests.support.belongings import CANARY
from tests.support.cast import Cast

BODIES: dict[str, Callable[[Cast], Any]] = {}


def belongings(cast: Cast) -> list[Model]:
    """A referral, a case with all that is in it, an exceptional access."""
    by = coordinator_of(cast.dispositif)
    referral = make_referral(cast.dispositif, by, narrative=CANARY, applicant=CANARY)
    assert cast.mediator.membership is not None
    case = make_case(
        cast.dispositif, cast.mediator.membership,
        by=by, narrative=CANARY, applicant=CANARY, other_party=CANARY,
    )  # fmt: skip
    party = case.parties.all()[0]
    all_agree(case, by)
    consent = party.consents.get()
    note = actions.write_note(case=case, party=party, text=CANARY, by=by)
    access = actions.break_glass(case=case, reason=f"{CANARY} urgence au domicile", hours=1, by=by)
    reception = actions.set_reception(
        dispositif=cast.dispositif, public=True, phone="03 20 00 00 00", email="", by=by
    )
    step = case.steps.get()
    agreement = make_agreement(case, by, CANARY)
    file = make_attachment(case, by)
    letter = make_letter(party, by)
    text = actions.write_letter_text(
        structure_id=cast.structure.pk,
        kind="closing",
        subject="Fin",
        body=CANARY,
        closing="",
        by=by,
    )
    return [
        referral, case, party, consent, note, access, reception, step, agreement, file, letter,
        text,
    ]  # fmt: skip
