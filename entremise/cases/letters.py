"""What a letter to a party says. It is given their own words and what all the parties share: the
service, the next meeting, the agreement. Notes, reports and what others told are never within its
reach."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from entremise.core.letters.filling import Values, blocks_of, fill, fill_line, text_of
from entremise.core.letters.letter import Letter as Sheet
from entremise.core.letters.texts import Text, first_texts, known_fields
from entremise.core.typography import long_date
from entremise.vault.rows import words_of

from .enums import StepState
from .models import AgreementItem, Case, Letter, LetterText, Party, Reception, Step
from .queries import words


def text_for(structure_id: int, kind: str) -> Text:
    """How a structure writes that kind of letter."""
    first = first_texts()[kind]
    own = LetterText.objects.filter(structure_id=structure_id, kind=kind).first()
    if own is None:
        return first
    return replace(first, subject=own.subject, body=own.body, closing=own.closing)


def draft(party: Party, kind: str) -> dict[str, str]:
    """The letter filled in for a party, ready to be read over: subject, body, closing."""
    text, known = text_for(party.case.structure_id, kind), known_fields()
    values = _values(party)
    return {
        "subject": fill_line(text.subject, values, known),
        "body": text_of(fill(text.body, values, known)),
        "closing": fill_line(text.closing, values, known),
    }


def sheet_of(letter: Letter) -> Sheet:
    """The letter as it is laid out, in its envelope."""
    party, case = letter.party, letter.case
    said, own = words(letter), words(party)
    reception = _reception(case)
    phone = reception.phone if reception else ""
    place = case.dispositif.structure.commune
    signatures = first_texts()[letter.kind].signatures
    return Sheet(
        sender=_lines(str(case.dispositif), case.dispositif.structure.name, phone),
        addressee=_lines(own["name"], *own["address"].split(", ")),
        place=place.name if place else "",
        written_on=timezone.localdate(letter.written_at),
        subject=said["subject"],
        reference=case.number,
        body=tuple(blocks_of(said["body"])),
        closing=said["closing"],
        signatory=() if signatures else (letter.author.user.name,),
        signatures=signatures,
        foot="Confidentiel : cette lettre ne s'adresse qu'à la personne qu'elle nomme.",
    )


def _values(party: Party) -> Values:
    case, own = party.case, words(party)
    reception = _reception(case)
    mediators = [member.user.name for member in case.mediators.select_related("user")]
    return {
        "destinataire": own["name"],
        "adresse": own["address"],
        "dispositif": str(case.dispositif),
        "structure": case.dispositif.structure.name,
        "mediateurs": mediators,
        "numero": case.number,
        "date": long_date(timezone.localdate()),
        "telephone_dispositif": reception.phone if reception else "",
        "motif_cloture": case.outcome_label.lower() if case.outcome else "",
        "engagements": _undertakings(case),
        **_meeting(party),
    }


def _meeting(party: Party) -> dict[str, str]:
    """The next planned step this party is in."""
    step: Step | None = party.steps.filter(state=StepState.PLANNED).order_by("at").first()
    if step is None:
        return {}
    at = timezone.localtime(step.at)
    return {
        "lieu_rendez_vous": words(step)["place"],
        "date_rendez_vous": long_date(at.date()),
        "heure_rendez_vous": f"{at:%H:%M}",
    }


def _undertakings(case: Case) -> list[str]:
    last = case.agreements.order_by("-made_on").first()
    items = AgreementItem.objects.filter(agreement=last).order_by("position")
    return [said["text"] for _, said in words_of(items)]


def _reception(case: Case) -> Reception | None:
    return Reception.objects.filter(dispositif_id=case.dispositif_id).first()


def _lines(*parts: Any) -> tuple[str, ...]:
    return tuple(str(part).strip() for part in parts if str(part).strip())
