"""Who may read and run what in the registry. Each rule twice: for one object, and as a list."""

from django.db.models import Q, QuerySet

from entremise.journal.models import JournalLine, RetentionRun

from .actor import FIELD_ROLES, STRUCTURE_ROLES, Actor
from .enums import Role
from .models import AccessToken, Dispositif, FundingLine, Membership, Partner, Structure

REGISTRY_READERS = (Role.REGIONAL, Role.STEERING)

# Accounts the administrator opens: those of people who work in no operating structure, and the
# first one of a structure, who then opens the others.
ADMIN_ROLES = (Role.DIRECTOR, Role.PARTNER, Role.REGIONAL, Role.STEERING, Role.ADMIN)


# --- structures


def can_read_registry(actor: Actor) -> bool:
    """The regional mission, which keeps the registry, and the steering committee."""
    return actor.is_(*REGISTRY_READERS)


def can_register_structure(actor: Actor) -> bool:
    """The regional mission, which keeps the registry."""
    return actor.is_(Role.REGIONAL)


def has_structure(actor: Actor) -> bool:
    """Whoever holds a role somewhere."""
    return actor.role is not None


def visible_structures(actor: Actor) -> QuerySet[Structure]:
    """Its own structure for everybody who has one; the whole registry for the regional mission."""
    if actor.is_(*REGISTRY_READERS):
        return Structure.objects.all()
    return Structure.objects.filter(pk=actor.structure)


def can_see_structure(actor: Actor, structure: Structure) -> bool:
    """The structure's own people, and those who keep the registry."""
    return actor.is_(*REGISTRY_READERS) or (
        actor.structure_id == structure.pk and actor.role is not None
    )


def editable_structures(actor: Actor) -> QuerySet[Structure]:
    """Their own for a director; all of them for the regional mission, which keeps the registry."""
    if actor.is_(Role.REGIONAL):
        return Structure.objects.all()
    if actor.is_(Role.DIRECTOR):
        return Structure.objects.filter(pk=actor.structure)
    return Structure.objects.none()


def can_edit_structure(actor: Actor, structure: Structure) -> bool:
    """The same rule for one structure."""
    return actor.is_(Role.REGIONAL) or can_manage_structure(actor, structure)


def can_manage_structure(actor: Actor, structure: Structure) -> bool:
    """A director, for their own structure."""
    return actor.is_(Role.DIRECTOR) and actor.structure_id == structure.pk


def can_manage_own_structure(actor: Actor) -> bool:
    """A director, whose structure it is being the one of the actor."""
    return actor.is_(Role.DIRECTOR)


def citable_structures(actor: Actor) -> QuerySet[Structure]:
    """Names of the registry, for whoever has to name a funder, a partner or an employer."""
    if actor.is_(Role.COORDINATOR, Role.DIRECTOR, Role.ADMIN, *REGISTRY_READERS):
        return Structure.objects.all()
    return Structure.objects.none()


def can_cite_structure(actor: Actor, structure: Structure) -> bool:
    """The same rule for one structure."""
    return actor.is_(Role.COORDINATOR, Role.DIRECTOR, Role.ADMIN, *REGISTRY_READERS)


# --- dispositifs


def visible_dispositifs(actor: Actor) -> QuerySet[Dispositif]:
    """Teams for mediators and coordinators, the structure's for its director, the funded ones for
    a partner, those of the region for the regional mission and the committee.
    """
    everything = Dispositif.objects.all()
    if actor.is_(Role.MEDIATOR, Role.COORDINATOR):
        return everything.filter(pk__in=actor.dispositif_ids, structure_id=actor.structure)
    if actor.is_(Role.DIRECTOR):
        return everything.filter(structure_id=actor.structure)
    if actor.is_(Role.PARTNER):
        return everything.filter(
            pk__in=FundingLine.objects.filter(funder_id=actor.structure).values("dispositif")
        )
    if actor.is_(*REGISTRY_READERS):
        served = Dispositif.communes.through.objects.filter(commune__region_id=actor.region_code)
        return everything.filter(pk__in=served.values("dispositif_id"))
    return everything.none()


def can_see_dispositif(actor: Actor, dispositif: Dispositif) -> bool:
    """The same rule for one dispositif."""
    return visible_dispositifs(actor).filter(pk=dispositif.pk).exists()


def managed_dispositifs(actor: Actor) -> QuerySet[Dispositif]:
    """Those of the structure, for its director."""
    if actor.is_(Role.DIRECTOR):
        return Dispositif.objects.filter(structure_id=actor.structure)
    return Dispositif.objects.none()


def can_manage_dispositif(actor: Actor, dispositif: Dispositif) -> bool:
    """The same rule for one dispositif."""
    return actor.is_(Role.DIRECTOR) and dispositif.structure_id == actor.structure_id


def can_import_dispositifs(actor: Actor) -> bool:
    """A director, for their structure; the regional mission, for those that serve its region."""
    return actor.is_(Role.DIRECTOR, Role.REGIONAL)


# --- who pays


def visible_funding_lines(actor: Actor) -> QuerySet[FundingLine]:
    """Lines of the dispositifs one works in or runs; for a partner, its own lines only."""
    if actor.is_(*FIELD_ROLES):
        return FundingLine.objects.filter(dispositif__in=visible_dispositifs(actor))
    if actor.is_(Role.PARTNER):
        return FundingLine.objects.filter(funder_id=actor.structure)
    return FundingLine.objects.none()


def can_see_funding_line(actor: Actor, line: FundingLine) -> bool:
    """The same rule for one line."""
    return visible_funding_lines(actor).filter(pk=line.pk).exists()


def managed_funding_lines(actor: Actor) -> QuerySet[FundingLine]:
    """Those of the structure's dispositifs, for its director."""
    return FundingLine.objects.filter(dispositif__in=managed_dispositifs(actor))


def can_manage_funding_line(actor: Actor, line: FundingLine) -> bool:
    """The same rule for one line."""
    return can_manage_dispositif(actor, line.dispositif)


def visible_amounts(actor: Actor) -> QuerySet[FundingLine]:
    """Lines whose amount one reads: the structure's for its director, one's own for a funder.

    Others who see a dispositif read who pays for it and until when, not how much.
    """
    if actor.is_(Role.DIRECTOR):
        return FundingLine.objects.filter(dispositif__structure_id=actor.structure)
    if actor.is_(Role.PARTNER):
        return FundingLine.objects.filter(funder_id=actor.structure)
    return FundingLine.objects.none()


def can_see_amount(actor: Actor, line: FundingLine) -> bool:
    """The same rule for one line."""
    if actor.is_(Role.DIRECTOR):
        return line.dispositif.structure_id == actor.structure_id
    return actor.is_(Role.PARTNER) and line.funder_id == actor.structure_id


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


# --- the trail of writes, and what is not kept for ever


def can_read_journal(actor: Actor) -> bool:
    """A director and a data protection officer, for what was done in their structure."""
    return actor.is_(Role.DIRECTOR, Role.DPO)


def visible_journal(actor: Actor) -> QuerySet[JournalLine]:
    """The lines of the structure, for those two."""
    if can_read_journal(actor):
        return JournalLine.objects.filter(structure_id=actor.structure)
    return JournalLine.objects.none()


def can_read_line(actor: Actor, line: JournalLine) -> bool:
    """The same rule for one line."""
    return can_read_journal(actor) and line.structure_id == actor.structure_id


def can_read_retention(actor: Actor) -> bool:
    """The same two read how long things are kept, and what was done about it."""
    return actor.is_(Role.DIRECTOR, Role.DPO)


def visible_retention_runs(actor: Actor) -> QuerySet[RetentionRun]:
    """The proofs of their structure."""
    if can_read_retention(actor):
        return RetentionRun.objects.filter(structure_id=actor.structure)
    return RetentionRun.objects.none()


def can_read_retention_run(actor: Actor, run: RetentionRun) -> bool:
    """The same rule for one proof."""
    return can_read_retention(actor) and run.structure_id == actor.structure_id
