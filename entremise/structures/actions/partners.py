"""The address book. Names may be those of people: the journal does not repeat them."""

from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import ProtectedError

from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between, record
from entremise.structures.actor import Actor
from entremise.structures.models import Partner, Structure

from .keeping import keep, values

FIELDS = ("name", "category", "organisation_id")
_SALT = "entremise.structures.removed_partner"


@transaction.atomic
def add_partner(
    *, structure_id: int, name: str, category: str, organisation: Structure | None, by: Actor
) -> Partner:
    """Enter somebody people are directed to. Raises Refusal when the name is there already."""
    partner = Partner(
        structure_id=structure_id, name=name, category=category, organisation=organisation
    )
    keep(partner)
    record(by=by, verb="partner.added", subject=partner, structure_id=structure_id)
    return partner


@transaction.atomic
def edit_partner(
    *, partner: Partner, name: str, category: str, organisation: Structure | None, by: Actor
) -> None:
    """Rename a partner or change its category; what cites it follows."""
    before = values(partner, *FIELDS)
    partner.name, partner.category, partner.organisation = name, category, organisation
    keep(partner)
    after = values(partner, *FIELDS)
    if changes := changes_between(before, after, unspoken=["name"]):
        record(
            by=by,
            verb="partner.edited",
            subject=partner,
            changes=changes,
            structure_id=partner.structure_id,
        )


@transaction.atomic
def remove_partner(*, partner: Partner, by: Actor) -> str:
    """Take out a partner that nothing cites; returns the key with which to put it back.

    Raises Refusal when something does: an orientation that was made keeps its addressee.
    """
    content: dict[str, Any] = values(partner, "structure_id", *FIELDS)
    record(by=by, verb="partner.removed", subject=partner, structure_id=partner.structure_id)
    try:
        partner.delete()
    except ProtectedError as error:
        raise Refusal(
            f"Des activités citent « {partner} » : ce partenaire reste dans le carnet. Vous "
            "pouvez le renommer.",
            code="partner_cited",
        ) from error
    return signing.dumps(content, salt=_SALT)


@transaction.atomic
def restore_partner(*, key: str, by: Actor) -> Partner:
    """Undo `remove_partner`, within a day. Raises Refusal for a key of another structure."""
    try:
        content = signing.loads(key, salt=_SALT, max_age=24 * 3600)
    except signing.BadSignature:
        content = {}
    if content.get("structure_id") != by.structure_id or by.structure_id is None:
        raise Refusal("Ce retrait ne peut plus être annulé.", code="cannot_undo")
    partner = Partner(**content)
    keep(partner)
    record(by=by, verb="partner.restored", subject=partner, structure_id=partner.structure_id)
    return partner
