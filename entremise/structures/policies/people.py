"""The address book, people, accounts and their devices: who may read and change what."""

from django.db.models import Q, QuerySet

from entremise.structures.actor import FIELD_ROLES, STRUCTURE_ROLES, Actor
from entremise.structures.enums import Role
from entremise.structures.models import AccessToken, Membership, Partner

# Accounts the administrator opens: those of people who work in no operating structure, and the
# first one of a structure, who then opens the others.
ADMIN_ROLES = (Role.DIRECTOR, Role.PARTNER, Role.REGIONAL, Role.STEERING, Role.ADMIN)


# --- the address book


def can_list_partners(actor: Actor) -> bool:
    """Whoever directs people to partners."""
    return actor.is_(*FIELD_ROLES)


def visible_partners(actor: Actor) -> QuerySet[Partner]:
    """The address book of one's own structure, for those who direct people to partners."""
    if actor.is_(*FIELD_ROLES):
        return Partner.objects.filter(structure_id=actor.structure)
    return Partner.objects.none()


def can_see_partner(actor: Actor, partner: Partner) -> bool:
    """The same rule for one partner."""
    return actor.is_(*FIELD_ROLES) and partner.structure_id == actor.structure_id


def can_keep_partners(actor: Actor) -> bool:
    """Coordinators and directors keep the address book of their structure."""
    return actor.is_(Role.COORDINATOR, Role.DIRECTOR)


def kept_partners(actor: Actor) -> QuerySet[Partner]:
    """The entries they may change: all those of their structure."""
    return visible_partners(actor) if can_keep_partners(actor) else Partner.objects.none()


def can_keep_partner(actor: Actor, partner: Partner) -> bool:
    """The same rule for one partner."""
    return can_keep_partners(actor) and partner.structure_id == actor.structure_id


# --- people


def can_list_members(actor: Actor) -> bool:
    """Whoever works in a structure."""
    return actor.is_(*FIELD_ROLES)


def visible_members(actor: Actor) -> QuerySet[Membership]:
    """Everybody of the structure for its director; the people of one's teams for the others."""
    if actor.is_(Role.DIRECTOR):
        return Membership.objects.filter(structure_id=actor.structure)
    if actor.is_(Role.MEDIATOR, Role.COORDINATOR):
        return Membership.objects.filter(
            Q(pk=actor.membership_id) | Q(dispositifs__in=actor.dispositif_ids),
            structure_id=actor.structure,
        ).distinct()
    return Membership.objects.none()


def can_see_member(actor: Actor, member: Membership) -> bool:
    """The same rule for one member."""
    return visible_members(actor).filter(pk=member.pk).exists()


def managed_members(actor: Actor) -> QuerySet[Membership]:
    """Those who hold a role that the structure gives itself, for its director."""
    if actor.is_(Role.DIRECTOR):
        return Membership.objects.filter(structure_id=actor.structure, role__in=STRUCTURE_ROLES)
    return Membership.objects.none()


def can_manage_member(actor: Actor, member: Membership) -> bool:
    """The same rule for one member."""
    return (
        actor.is_(Role.DIRECTOR)
        and member.structure_id == actor.structure_id
        and member.role in STRUCTURE_ROLES
    )


def can_open_accounts(actor: Actor) -> bool:
    """The administrator, for the roles of `ADMIN_ROLES`."""
    return actor.is_(Role.ADMIN)


def visible_accounts(actor: Actor) -> QuerySet[Membership]:
    """The roles the administrator has opened or may open."""
    if can_open_accounts(actor):
        return Membership.objects.filter(role__in=ADMIN_ROLES)
    return Membership.objects.none()


def can_manage_account(actor: Actor, membership: Membership) -> bool:
    """The same rule for one of them."""
    return can_open_accounts(actor) and membership.role in ADMIN_ROLES


def grantable_roles(actor: Actor) -> tuple[Role, ...]:
    """The roles one may give: those of the structure for its director, `ADMIN_ROLES` for an
    admin.
    """
    if actor.is_(Role.DIRECTOR):
        return STRUCTURE_ROLES
    return ADMIN_ROLES if can_open_accounts(actor) else ()


# --- devices


def can_hold_tokens(actor: Actor) -> bool:
    """Whoever logs in the field, from a device of their own."""
    return actor.is_(*FIELD_ROLES)


def visible_tokens(actor: Actor) -> QuerySet[AccessToken]:
    """One's own; those of the people of their teams for a coordinator, who is there at night when
    a telephone is lost; all those of the structure for its director. Revoked ones included.
    """
    if actor.is_(Role.DIRECTOR):
        return AccessToken.objects.filter(membership__structure_id=actor.structure)
    if actor.is_(Role.COORDINATOR):
        return AccessToken.objects.filter(membership__in=visible_members(actor))
    if actor.is_(*FIELD_ROLES):
        return AccessToken.objects.filter(membership_id=actor.membership_id or 0)
    return AccessToken.objects.none()


def can_revoke_token(actor: Actor, token: AccessToken) -> bool:
    """The same rule for one token."""
    return visible_tokens(actor).filter(pk=token.pk).exists()
