"""What every door of devices says alike: records in one by one, a receipt each out."""

from collections.abc import Callable, Sequence
from typing import Any

from ninja import Schema
from ninja.errors import HttpError
from pydantic_core.core_schema import CoreSchema, any_schema

from .guard import warnings
from .receipts import Receipt, SyncStatus


class Raw:
    """Anything is let in, for each item to be checked on its own; documented as its shape."""

    def __init__(self, schema: type[Schema]):
        self.schema = schema

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return any_schema()

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        return handler(self.schema.__pydantic_core_schema__)


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


def require_batch(records: Sequence[Any], most: int, what: str) -> None:
    """Raises HttpError 413 when a delivery carries more records than one may."""
    if len(records) > most:
        raise HttpError(413, f"Un envoi compte au plus {most} {what}.")


def answer_item(
    receipt: Receipt, written: Callable[[Any], dict[str, Any]], payload: Any = None
) -> ItemReceipt:
    """The receipt as a device reads it. `written` gives the content of a row that is in conflict;
    the note of `payload`, if it has one, is listened to by the guard of free text.
    """
    conflict = receipt.status == SyncStatus.CONFLICT and receipt.kept is not None
    note = payload.get("note") if isinstance(payload, dict) else None
    return ItemReceipt(
        id=str(receipt.id),
        status=receipt.status,
        version=receipt.version,
        errors=receipt.errors,
        warnings=warnings(note) if isinstance(note, str) else [],
        current=written(receipt.kept) if conflict else None,
    )
