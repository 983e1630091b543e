"""The alerts that telephones give, and their photos."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Field, File, Router, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile

from entremise.core.errors import Refusal
from entremise.core.sync import ANSWERS, Problem, Raw, SyncAnswer, answer_item, require_batch
from entremise.core.web import Request
from entremise.structures.tokens import TokenAuth
from entremise.vault.uploads import clean_received

from .actions import add_photo
from .enums import Source
from .intake import receive
from .models import Alert
from .policies import can_edit_alert, can_log_alert, visible_alerts
from .seen import AlertIn
from .serializers import as_payload

router = Router(tags=["synchronisation"], auth=TokenAuth())

BATCH = 50
Photographed: Any = dict.fromkeys((400, 401, 403, 404, 409, 410, 413, 422), Problem)


class AlertBatch(Schema):
    """Up to 50 alerts. Each is checked on its own."""

    alerts: list[Annotated[Any, Raw(AlertIn)]] = Field(min_length=1)


class PhotoKept(Schema):
    """The photo that was kept, by the identifier its device gave it."""

    id: UUID


@router.post(
    "/sync/alerts", response=ANSWERS, operation_id="sync_alerts", summary="Donner des alertes"
)
def sync_alerts(request: Request, batch: AlertBatch) -> SyncAnswer:
    """Donne jusqu'à 50 alertes, chacune transmise à qui en répond, avec les mêmes garanties que les
    activités : envoyée plusieurs fois, elle n'est donnée qu'une.
    """
    _require_field(request)
    require_batch(batch.alerts, BATCH, "alertes")
    return SyncAnswer(
        receipts=[
            answer_item(
                receive(payload=payload, source=Source.SYNC, by=request.actor), as_payload, payload
            )
            for payload in batch.alerts
        ]
    )


@router.post(
    "/sync/alerts/{uuid:alert}/photos/{uuid:photo}",
    response={200: PhotoKept} | Photographed,
    operation_id="sync_alert_photo",
    summary="Joindre une photo à une alerte",
)
def sync_alert_photo(
    request: Request, alert: UUID, photo: UUID, file: File[UploadedFile]
) -> PhotoKept:
    """Une photo d'une alerte déjà reçue, nommée par l'appareil : envoyée plusieurs fois, elle n'est
    gardée qu'une. Elle est refaite à l'arrivée : ni position, ni date, ni appareil.
    """
    _require_field(request)
    row = visible_alerts(request.actor).filter(pk=alert).first()
    if row is None:
        raise Refusal("Cette alerte est introuvable.", code="unknown_alert", status=404)
    if not can_edit_alert(request.actor, row):
        raise Refusal(
            "Cette alerte a été donnée par d'autres : demandez à votre coordination.",
            code="forbidden",
            status=403,
        )
    keep_received(row, photo, file, request)
    return PhotoKept(id=photo)


def keep_received(alert: Alert, photo: UUID, file: UploadedFile, request: Request) -> None:
    """Keep what a device sends as a photo of this alert. Raises Refusal as `clean_upload` and
    `add_photo`."""
    add_photo(alert=alert, file=clean_received(file), by=request.actor, id=photo)


def _require_field(request: Request) -> None:
    if not can_log_alert(request.actor):
        raise HttpError(403, "Ce compte ne peut pas donner d'alerte.")
