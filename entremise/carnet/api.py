"""What a telephone asks for, and what it says last."""

from typing import Any
from uuid import UUID

from ninja import Field, File, Router, Schema
from ninja.files import UploadedFile

from entremise.activities.enums import RecordKind
from entremise.activities.intake import set_aside
from entremise.activities.models import QuarantinedEntry
from entremise.alerts.api import Photographed, keep_received
from entremise.alerts.models import Alert
from entremise.alerts.salvage import salvage, to_photograph
from entremise.core.errors import Refusal
from entremise.core.sync import Problem
from entremise.core.web import Request
from entremise.structures.actor import Actor
from entremise.structures.policies import can_hold_tokens
from entremise.structures.tokens import RevokedTokenAuth, TokenAuth

from .entries import entries_since
from .reference import snapshot

router = Router(tags=["carnet"], auth=TokenAuth())

REVOKED = "Reçue d'un appareil révoqué : à vérifier avant de l'enregistrer."
# A stolen telephone that is not opened could be made to say a great deal.
MOST_SET_ASIDE = 5000

Problems: Any = dict.fromkeys((401, 403), Problem)


class Snapshot(Schema):
    """The sections of the reference that changed, and the token of what is now known."""

    since: str
    sections: dict[str, Any]


class Followed(Schema):
    """What became of an alert: its state, in words too, and who has it in hand."""

    id: str
    state: str
    said: str
    addressee: str
    at: str


class Feed(Schema):
    """Entries and rounds that changed since the cursor, the entries that were cancelled, what
    became of alerts, and the next cursor."""

    since: str
    entries: list[dict[str, Any]]
    cancelled: list[str]
    rounds: list[dict[str, Any]]
    alerts: list[Followed]


class LastWords(Schema):
    """What a revoked device still holds, as it is."""

    entries: list[Any] = Field(default_factory=list, max_length=200)
    rounds: list[Any] = Field(default_factory=list, max_length=200)
    alerts: list[Any] = Field(default_factory=list, max_length=200)


class Kept(Schema):
    """How many records were kept aside."""

    kept: int


@router.get(
    "/carnet/reference",
    response={200: Snapshot} | Problems,
    operation_id="carnet_reference",
    summary="Recevoir ce dont une tournée a besoin",
)
def carnet_reference(request: Request, since: str = "") -> dict[str, Any]:
    """Listes, équipe, lieux, communes et contours ; seulement ce qui a changé depuis `since`."""
    _require_field(request.actor)
    return snapshot(request.actor, since)


@router.get(
    "/carnet/entries",
    response={200: Feed} | Problems,
    operation_id="carnet_entries",
    summary="Recevoir ses activités et ses tournées",
)
def carnet_entries(request: Request, since: str = "") -> dict[str, Any]:
    """Les activités et les tournées du membre, des trente et un derniers jours, qui ont changé
    depuis `since`.
    """
    _require_field(request.actor)
    return entries_since(request.actor, since)


@router.post(
    "/carnet/last-words",
    auth=RevokedTokenAuth(),
    response={200: Kept} | dict.fromkeys((401, 409, 413, 422), Problem),
    operation_id="carnet_last_words",
    summary="Remettre ce que garde un appareil révoqué",
)
def carnet_last_words(request: Request, words: LastWords) -> Kept:
    """Tout est mis de côté, à vérifier par la structure : aucune activité n'est enregistrée, aucune
    alerte n'est transmise."""
    actor = request.actor
    count = len(words.entries) + len(words.rounds)
    aside = QuarantinedEntry.objects.filter(membership_id=actor.member, settled_at=None).count()
    if aside + count > MOST_SET_ASIDE:
        raise Refusal(
            "Trop de saisies de cet appareil attendent déjà d'être vérifiées.",
            code="too_many",
            status=413,
        )
    for kind, payloads in (
        (RecordKind.ACTIVITY, words.entries),
        (RecordKind.ROUND, words.rounds),
    ):
        set_aside(payloads=payloads, kind=kind, reason=REVOKED, by=actor)
    alerts = sum(salvage(payload=payload, by=actor) for payload in words.alerts)
    return Kept(kept=count + alerts)


@router.post(
    "/carnet/last-words/alerts/{uuid:alert}/photos/{uuid:photo}",
    auth=RevokedTokenAuth(),
    response={200: Kept} | Photographed,
    operation_id="carnet_last_photo",
    summary="Remettre une photo que garde un appareil révoqué",
)
def carnet_last_photo(request: Request, alert: UUID, photo: UUID, file: File[UploadedFile]) -> Kept:
    """La photo d'une alerte du même appareil, remise avant elle."""
    row = Alert.objects.filter(pk=alert, logged_by_id=request.actor.member).first()
    if row is None:
        raise Refusal("Cette alerte est introuvable.", code="unknown_alert", status=404)
    keep_received(to_photograph(row, request.actor), photo, file, request)
    return Kept(kept=1)


def _require_field(actor: Actor) -> None:
    if not can_hold_tokens(actor):
        raise Refusal("Ce compte ne peut pas consigner d'activité.", code="forbidden", status=403)
