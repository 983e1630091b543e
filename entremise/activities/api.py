"""The synchronisation API of field devices."""

from typing import Annotated, Any

from ninja import Field, Router, Schema
from ninja.errors import HttpError

from entremise.core.sync import ANSWERS, Raw, SyncAnswer, answer_item, require_batch
from entremise.core.web import Request
from entremise.structures.tokens import TokenAuth

from .entries import EntryIn
from .enums import Source
from .intake import receive_payloads, receive_round_payloads
from .policies import can_log_activity
from .rounds import RoundIn
from .serializers import as_payload, as_round_payload

router = Router(tags=["synchronisation"], auth=TokenAuth())

BATCH = 200
ROUNDS = 50


class SyncBatch(Schema):
    """Up to 200 entries. Each is checked on its own: a faulty one does not hold the others back."""

    entries: list[Annotated[Any, Raw(EntryIn)]] = Field(min_length=1)


class RoundBatch(Schema):
    """Up to 50 rounds. Each is checked on its own."""

    rounds: list[Annotated[Any, Raw(RoundIn)]] = Field(min_length=1)


@router.post(
    "/sync/activities",
    response=ANSWERS,
    operation_id="sync_activities",
    summary="Envoyer des activités",
)
def sync_activities(request: Request, batch: SyncBatch) -> SyncAnswer:
    """Envoie jusqu'à 200 activités. Chaque envoi peut être répété sans risque : une activité n'est
    enregistrée qu'une fois, quel que soit le nombre ou l'ordre des livraisons.
    """
    _require_field(request)
    require_batch(batch.entries, BATCH, "activités")
    receipts = receive_payloads(payloads=batch.entries, source=Source.SYNC, by=request.actor)
    return SyncAnswer(
        receipts=[
            answer_item(receipt, as_payload, payload)
            for receipt, payload in zip(receipts, batch.entries, strict=True)
        ]
    )


@router.post(
    "/sync/rounds", response=ANSWERS, operation_id="sync_rounds", summary="Envoyer des tournées"
)
def sync_rounds(request: Request, batch: RoundBatch) -> SyncAnswer:
    """Envoie jusqu'à 50 tournées, avec les mêmes garanties que les activités."""
    _require_field(request)
    require_batch(batch.rounds, ROUNDS, "tournées")
    receipts = receive_round_payloads(payloads=batch.rounds, by=request.actor)
    return SyncAnswer(receipts=[answer_item(receipt, as_round_payload) for receipt in receipts])


def _require_field(request: Request) -> None:
    if not can_log_activity(request.actor):
        raise HttpError(403, "Ce compte ne peut pas consigner d'activité.")
