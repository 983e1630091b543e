"""What happens to a request for mediation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from entremise.cases import reference, traces
from entremise.cases.enums import Channel, PartyRole, ReferralState, StepKind
from entremise.cases.models import Case, Party, Referral, Step
from entremise.cases.tasks import acknowledge_by_mail
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import mark_changed, record
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, Membership, Partner, Structure
from entremise.territories.models import Commune, Qpv
from entremise.vault.keys import new_keys, open_keys

from .numbering import CASE, REFERRAL, next_number
from .settling import held, settle, told

# A proposal goes out within a week of the opening of a case.
PROPOSAL_AFTER = timedelta(days=7)
# What the journal says of each decision.
DECIDED = {
    ReferralState.ADMITTED: "referral.admitted",
    ReferralState.EXCLUDED: "referral.excluded",
    ReferralState.REDIRECTED: "referral.redirected",
}


@dataclass(frozen=True)
class Told:
    """What somebody who refers a dispute tells. Everything but the subject is sealed."""

    topic: str
    narrative: str
    applicant: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    other_party: str = ""
    commune: Commune | None = None
    qpv: Qpv | None = field(default=None)

    @property
    def contact(self) -> dict[str, str]:
        """How to reach the applicant, for fingerprints and for the party they may become."""
        return {
            "name": self.applicant,
            "phone": self.phone,
            "email": self.email,
            "address": self.address,
        }


@transaction.atomic
def receive_referral(
    *,
    dispositif: Dispositif,
    channel: str,
    origin: str,
    content: Told,
    by: Actor,
    organisation: Structure | None = None,
    activity_id: UUID | None = None,
    key: UUID | None = None,
) -> Referral:
    """Keep a request for mediation, give it a number and acknowledge it.

    `key` is its own when one was promised before it was written. Raises Refusal when the
    dispositif is closed, or for a subject not in the list.
    """
    if dispositif.closed_on and dispositif.closed_on < clock.today():
        raise Refusal(f"Le dispositif « {dispositif} » est fermé.", code="dispositif_closed")
    if content.topic not in reference.topics():
        raise Refusal("Choisissez un sujet de la liste.", code="unknown_topic", field="topic")
    now = clock.now()
    # Whoever calls, comes, or fills in the form is told at once; a letter wants an answer.
    at_once = channel != Channel.MAIL or bool(content.email)
    (sealing,) = new_keys(dispositif.structure_id, 1)
    referral = Referral(
        id=key or uuid4(),
        structure_id=dispositif.structure_id,
        dispositif=dispositif,
        number=next_number(dispositif.structure_id, REFERRAL),
        channel=channel,
        origin=origin,
        organisation=organisation,
        activity_id=activity_id,
        topic=content.topic,
        commune=content.commune,
        qpv=content.qpv,
        received_at=now,
        acknowledged_at=now if at_once else None,
        received_by_id=by.membership_id if by.structure_id == dispositif.structure_id else None,
    )
    referral.seal(
        sealing,
        applicant=content.applicant,
        phone=content.phone,
        email=content.email,
        address=content.address,
        narrative=content.narrative,
        other_party=content.other_party,
    )
    referral.save(force_insert=True)
    traces.leave(referral, referral.structure_id, content.contact)
    _line(referral, "referral.received", by, {"channel": channel, "origin": origin})
    if content.email:
        # The address itself stays sealed: the task reads it when it sends.
        transaction.on_commit(lambda: acknowledge_by_mail.enqueue(str(referral.pk)))
    return referral


@transaction.atomic
def acknowledge(*, referral: Referral, by: Actor) -> None:
    """Say that whoever wrote a letter was answered that it was received."""
    if referral.acknowledged_at is None:
        referral.acknowledged_at = clock.now()
        referral.save(update_fields=["acknowledged_at"])
        _line(referral, "referral.acknowledged", by)


@transaction.atomic
def admit_referral(*, referral: Referral, mediators: Sequence[Membership], by: Actor) -> Case:
    """Open a case from a referral: its applicant and the party it is about become parties, and a
    written proposal to both is what comes first. Raises Refusal when it was already decided."""
    referral = _undecided(referral)
    words = referral.words(open_keys([referral.key_id]).get(referral.key_id))
    now = clock.now()
    key, *party_keys = new_keys(referral.structure_id, 3)
    case = Case(
        structure_id=referral.structure_id,
        dispositif_id=referral.dispositif_id,
        number=next_number(referral.structure_id, CASE),
        topic=referral.topic,
        commune_id=referral.commune_id,
        qpv_id=referral.qpv_id,
        opened_at=now,
        next_at=now,
        last_contact_at=referral.received_at,
    )
    case.seal(key, summary=words["narrative"])
    case.save(force_insert=True)
    case.mediators.set(mediators)
    contact = {name: words[name] for name in ("phone", "email", "address")}
    applicant = {"name": words["applicant"], **contact}
    other = {"name": words["other_party"]}
    for role, about, own in zip(
        (PartyRole.APPLICANT, PartyRole.OTHER), (applicant, other), party_keys, strict=True
    ):
        party = Party(case=case, role=role, added_at=now)
        party.request = referral if role == PartyRole.APPLICANT else None
        party.seal(own, **about)
        party.save(force_insert=True)
        traces.leave(party, case.structure_id, about)
    proposal = Step(case=case, kind=StepKind.PROPOSAL, at=now + PROPOSAL_AFTER)
    proposal.seal(key)
    proposal.save(force_insert=True)
    _decided(referral, ReferralState.ADMITTED, by, case=case)
    settle(case)
    told(case, "case.opened", by=by, changes={"referral": referral.number})
    return case


@transaction.atomic
def join_case(*, referral: Referral, case: Case, by: Actor) -> None:
    """Attach a referral to a case that is already about the same dispute. Raises Refusal."""
    referral = _undecided(referral)
    case = held(case)
    if case.structure_id != referral.structure_id:
        raise Refusal("Cette situation est celle d'une autre structure.", code="other_structure")
    _decided(referral, ReferralState.ADMITTED, by, case=case)
    settle(case, contact=referral.received_at)
    told(case, "case.joined", by=by, changes={"referral": referral.number})


@transaction.atomic
def exclude_referral(*, referral: Referral, motive: str, by: Actor) -> None:
    """Decide that mediation is not what is needed. Raises Refusal for a motive not in the list."""
    if motive not in reference.motives():
        raise Refusal("Choisissez un motif de la liste.", code="unknown_motive", field="motive")
    _decided(_undecided(referral), ReferralState.EXCLUDED, by, motive=motive)


@transaction.atomic
def redirect_referral(
    *, referral: Referral, third_party: str, partner: Partner | None, by: Actor
) -> None:
    """Decide that somebody else is competent, and say who. Raises Refusal for an unknown one."""
    if not reference.is_third_party(third_party):
        raise Refusal(
            "Choisissez un tiers de la liste.", code="unknown_third_party", field="third_party"
        )
    _decided(
        _undecided(referral),
        ReferralState.REDIRECTED,
        by,
        third_party=third_party,
        partner=partner,
    )


@transaction.atomic
def examine_again(*, referral: Referral, by: Actor) -> None:
    """Undo a decision that opened no case. Raises Refusal when one was opened."""
    referral = _held(referral)
    if referral.state == ReferralState.ADMITTED:
        raise Refusal(
            "Une situation est ouverte sur cette saisine : elle ne s'examine plus.",
            code="referral_has_a_case",
        )
    referral.state, referral.motive, referral.third_party = ReferralState.RECEIVED, "", ""
    referral.partner = referral.decided_at = referral.decided_by = None
    referral.save()
    _line(referral, "referral.examined_again", by)


def _held(referral: Referral) -> Referral:
    found = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if found.erased_at:
        raise Refusal("Cette saisine a été effacée.", code="referral_erased")
    return found


def _undecided(referral: Referral) -> Referral:
    found = _held(referral)
    if found.state != ReferralState.RECEIVED:
        raise Refusal(
            f"La saisine {found.number} a déjà reçu une suite : {found.get_state_display()}.",
            code="referral_decided",
        )
    return found


def _decided(referral: Referral, state: ReferralState, by: Actor, **because: Any) -> None:
    for name, value in because.items():
        setattr(referral, name, value)
    referral.state, referral.decided_at = state, clock.now()
    referral.decided_by_id = by.membership_id
    referral.save()
    spoken: dict[str, Any] = {
        name: because[name] for name in ("motive", "third_party") if name in because
    }
    _line(referral, DECIDED[state], by, spoken)


def _line(referral: Referral, verb: str, by: Actor, changes: dict[str, Any] | None = None) -> None:
    record(by=by, verb=verb, subject=referral, changes=changes, structure_id=referral.structure_id)
    mark_changed(fact="referrals", months=[timezone.localdate(referral.received_at)])
