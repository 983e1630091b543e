"""Letters to the parties, and the texts they start from."""

from django.db import transaction

from entremise.cases.enums import LetterKind
from entremise.cases.models import Letter, LetterText, Party
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.letters.filling import check_fields, holes_of
from entremise.core.letters.texts import known_fields
from entremise.core.typography import listed
from entremise.journal.actions import record
from entremise.structures.actor import Actor

from .settling import held, key_of, told


@transaction.atomic
def write_letter(
    *, party: Party, kind: str, subject: str, body: str, closing: str, by: Actor
) -> Letter:
    """Keep a letter to one party, under their key.

    Raises Refusal when it says nothing, or still has something to fill in: it would leave so.
    """
    case = held(party.case, closed=True)
    if kind not in LetterKind.values:
        raise Refusal("Choisissez un modèle de lettre.", code="unknown_kind", field="kind")
    if not body.strip():
        raise Refusal("La lettre est vide.", code="empty_letter", field="body")
    for name, text in (("subject", subject), ("body", body), ("closing", closing)):
        if holes := holes_of(text):
            raise Refusal(
                f"La lettre n'est pas gardée, il y manque : {listed(holes)}. Écrivez-le à la place "
                "des crochets, ou retirez la phrase.",
                code="letter_with_holes",
                field=name,
            )
    letter = Letter(case=case, party=party, kind=kind, author_id=by.member, written_at=clock.now())
    letter.seal(key_of(party), subject=subject, body=body, closing=closing)
    letter.save(force_insert=True)
    told(case, "letter.written", by=by, changes=_about(letter))
    return letter


@transaction.atomic
def remove_letter(*, letter: Letter, by: Actor) -> None:
    """Take back a letter that was kept by mistake: its words go, its line in the journal stays."""
    case = held(letter.case, closed=True)
    told(case, "letter.removed", by=by, changes=_about(letter))
    letter.delete()


@transaction.atomic
def write_letter_text(
    *, structure_id: int, kind: str, subject: str, body: str, closing: str, by: Actor
) -> LetterText:
    """Change how a structure writes a kind of letter. Raises Refusal for an unknown field."""
    for name, text in (("subject", subject), ("body", body), ("closing", closing)):
        try:
            check_fields(text, known_fields())
        except Refusal as refusal:
            raise Refusal(refusal.message, code=refusal.code, field=name) from None
    row, _ = LetterText.objects.update_or_create(
        structure_id=structure_id,
        kind=kind,
        defaults={"subject": subject, "body": body, "closing": closing},
    )
    record(
        by=by,
        verb="letter_text.written",
        subject=row,
        changes={"kind": kind},
        structure_id=structure_id,
    )
    return row


@transaction.atomic
def restore_letter_text(*, row: LetterText, by: Actor) -> None:
    """Come back to the text given at first."""
    record(
        by=by,
        verb="letter_text.restored",
        subject=row,
        changes={"kind": row.kind},
        structure_id=row.structure_id,
    )
    row.delete()


def _about(letter: Letter) -> dict[str, object]:
    return {"letter": str(letter.pk), "kind": letter.kind, "party": str(letter.party_id)}
