"""What this app keeps for a time: devices that were cut off, people who have left, people who hold
the function of a contact."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from entremise.accounts.models import User
from entremise.journal.retention import Kept

from .actions import anonymise_account, end_person
from .models import AccessToken, ContactPerson, Membership
from .tokens import forget_device


def _revoked_devices() -> QuerySet[AccessToken]:
    return AccessToken.objects.filter(revoked_at__isnull=False).exclude(label="")


def _gone_accounts() -> QuerySet[User]:
    """Those who hold no role without an end, with the last day of the last one and where it was."""
    held = Membership.objects.filter(user=OuterRef("pk"))
    last = held.order_by("-ends_on", "-pk")
    return User.objects.filter(~Exists(held.filter(ends_on=None)), anonymised_at=None).annotate(
        gone_on=Subquery(last.values("ends_on")[:1]),
        gone_from=Subquery(last.values("structure_id")[:1]),
    )


def _contact_persons() -> QuerySet[ContactPerson]:
    return ContactPerson.objects.select_related("contact")


KEPT = (
    Kept(
        code="revoked_devices",
        rows=_revoked_devices,
        began="revoked_at",
        structure="membership__structure_id",
        verb="token.forgotten",
        treat=forget_device,
    ),
    Kept(
        code="gone_accounts",
        rows=_gone_accounts,
        began="gone_on",
        structure="gone_from",
        verb="account.anonymised",
        treat=anonymise_account,
    ),
    Kept(
        code="contact_persons",
        rows=_contact_persons,
        began="confirmed_on",
        until="kept_until",
        structure="contact__structure_id",
        verb="person.ended",
        treat=end_person,
    ),
)
