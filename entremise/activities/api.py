"""The synchronisation API of field devices."""

from collections.abc import Callable
from typing import Annotated, Any

from ninja import Field, Router, Schema
from ninja.errors import HttpError
from pydantic_core.core_schema import CoreSchema, any_schema

from entremise.core.guard import warnings
from entremise.core.receipts import Receipt, SyncStatus
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


class Raw:
    """Anything is let in, for each item to be checked on its own; documented as its shape."""

    def __init__(self, schema: type[Schema]):
        self.schema = schema

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return any_schema()

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        return handler(self.schema.__pydantic_core_schema__)


class SyncBatch(Schema):
    """Up to 200 entries. Each is checked on its own: a faulty one does not hold the others back."""

    entries: list[Annotated[Any, Raw(EntryIn)]] = Field(min_length=1)


class RoundBatch(Schema):
    """Up to 50 rounds. Each is checked on its own."""

    rounds: list[Annotated[Any, Raw(RoundIn)]] = Field(min_length=1)


class ItemReceipt(Schema):
    """What became of one record, in the order of the request.

    `current` is the server's content when the record is in conflict and the sender may read it.
    """

    id: str
    status: SyncStatus
    version: int | None = None
    errors: dict[str, list[str]] = {}
    warnings: list[str] = []
    current: dict[str, Any] | None = None


class SyncAnswer(Schema):
    """One receipt per record, in their order."""

    receipts: list[ItemReceipt]


class Problem(Schema):
    """Why a request was refused as a whole; `code` says to programs what to do about it."""

    detail: str
    code: str | None = None


ANSWERS: dict[Any, Any] = {200: SyncAnswer} | dict.fromkeys((400, 401, 403, 413, 422), Problem)


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
    _admit(request, len(batch.entries), BATCH, "activités")
    receipts = receive_payloads(payloads=batch.entries, source=Source.SYNC, by=request.actor)
    return SyncAnswer(
        receipts=[
            _item(receipt, as_payload, _note(payload))
            for receipt, payload in zip(receipts, batch.entries, strict=True)
        ]
    )


@router.post(
    "/sync/rounds", response=ANSWERS, operation_id="sync_rounds", summary="Envoyer des tournées"
)
def sync_rounds(request: Request, batch: RoundBatch) -> SyncAnswer:
    """Envoie jusqu'à 50 tournées, avec les mêmes garanties que les activités."""
    _admit(request, len(batch.rounds), ROUNDS, "tournées")
    receipts = receive_round_payloads(payloads=batch.rounds, by=request.actor)
    return SyncAnswer(receipts=[_item(receipt, as_round_payload) for receipt in receipts])


def _admit(request: Request, count: int, most: int, what: str) -> None:
    if not can_log_activity(request.actor):
        raise HttpError(403, "Ce compte ne peut pas consigner d'activité.")
    if count > most:
        raise HttpError(413, f"Un envoi compte au plus {most} {what}.")


def _note(payload: Any) -> str:
    note = payload.get("note") if isinstance(payload, dict) else None
    return note if isinstance(note, str) else ""


def _item(
    receipt: Receipt, written: Callable[[Any], dict[str, Any]], note: str = ""
) -> ItemReceipt:
    conflict = receipt.status == SyncStatus.CONFLICT and receipt.kept is not None
    return ItemReceipt(
        id=str(receipt.id),
        status=receipt.status,
        version=receipt.version,
        errors=receipt.errors,
        warnings=warnings(note),
        current=written(receipt.kept) if conflict else None,
    )
