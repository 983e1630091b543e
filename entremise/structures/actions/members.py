"""Who belongs where: opening accounts, giving roles, ending them."""

from collections.abc import Sequence
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q

from entremise.accounts.models import User
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.web import Author
from entremise.journal.actions import changes_between, record
from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif, Membership, Structure
from entremise.structures.policies import grantable_roles
from entremise.structures.tasks import send_welcome
from entremise.structures.tokens import forget_devices

from .keeping import keep, values


@transaction.atomic
def add_member(
    *,
    structure: Structure,
    email: str,
    name: str,
    role: Role,
    by: Actor,
    teams: Sequence[Dispositif] = (),
    region_code: str | None = None,
) -> Membership:
    """Give somebody a role in a structure, and an account when the address has none.

    The account has no password: one signs in with a code received by mail. An address that is
    known keeps its account and its displayed name. Somebody who comes back takes their role again.
    Raises Refusal for a role the actor may not give, or one that is already held.
    """
    if role not in grantable_roles(by):
        raise Refusal("Vous ne pouvez pas donner ce rôle.", code="forbidden", status=403)
    _require_teams(teams, structure.pk, role)
    user = _account(email, name, structure, by)
    held = Membership.objects.filter(user=user, structure=structure, role=role).first()
    if held is not None:
        return _take_back(held, teams, by)
    membership = Membership(
        user=user, structure=structure, role=role, region_id=region_code, starts_on=clock.today()
    )
    keep(membership)
    membership.dispositifs.set(teams)
    record(by=by, verb="member.added", subject=membership, structure_id=structure.pk)
    _welcome(membership)
    return membership


@transaction.atomic
def change_teams(*, membership: Membership, teams: Sequence[Dispositif], by: Actor) -> None:
    """The dispositifs a member works in from now on; what they logged elsewhere stays theirs."""
    _require_teams(teams, membership.structure_id, Role(membership.role))
    before = {"dispositifs": sorted(membership.dispositifs.values_list("pk", flat=True))}
    membership.dispositifs.set(teams)
    after = {"dispositifs": sorted(dispositif.pk for dispositif in teams)}
    if changes := changes_between(before, after):
        record(
            by=by,
            verb="member.moved",
            subject=membership,
            changes=changes,
            structure_id=membership.structure_id,
        )


@transaction.atomic
def end_membership(*, membership: Membership, on: date, by: Actor) -> None:
    """The role is held until that day, included; devices stop with it.

    Raises Refusal for a day before it began, and when it would leave a structure without a
    director.
    """
    _require_another_director(membership)
    _set_end(membership, on, verb="member.ended", by=by)


@transaction.atomic
def resume_membership(*, membership: Membership, by: Actor) -> None:
    """Undo `end_membership`. Raises Refusal once the account has been anonymised."""
    if membership.user.anonymised_at is not None:
        raise Refusal(
            "Ce compte a été anonymisé : si la personne revient, ouvrez-lui un nouveau compte.",
            code="anonymised",
        )
    if membership.ends_on is not None:
        _set_end(membership, None, verb="member.resumed", by=by)


@transaction.atomic
def anonymise_account(*, row: User, by: Author) -> None:
    """Close for good the account of somebody who has left: a number stands for the name and the
    address, what they logged stays theirs under it, and their devices open nothing any more.
    """
    last = row.memberships.select_related("structure").order_by("-ends_on", "-pk")[0]
    row.name = f"Ancien compte {row.pk}, {last.get_role_display()}"
    # A domain that no mail can reach (RFC 2606).
    row.email = f"compte-{row.pk}@anonyme.invalid"
    row.is_active, row.last_login, row.anonymised_at = False, None, clock.now()
    row.set_unusable_password()
    row.save()
    EmailAddress.objects.filter(user=row).delete()
    Authenticator.objects.filter(user=row).delete()
    forget_devices(user=row)
    record(
        by=by,
        verb="account.anonymised",
        subject=row,
        changes={"name": None, "email": None},
        structure_id=last.structure_id,
    )


def _account(email: str, name: str, structure: Structure, by: Actor) -> User:
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
        record(by=by, verb="account.opened", subject=user, structure_id=structure.pk)
    elif not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(by=by, verb="account.reopened", subject=user, structure_id=structure.pk)
    return user


def _take_back(held: Membership, teams: Sequence[Dispositif], by: Actor) -> Membership:
    if held.ends_on is None or held.ends_on >= clock.today():
        raise Refusal(
            "Cette personne a déjà ce rôle dans la structure.", code="role_held", field="email"
        )
    held.dispositifs.set(teams)
    _set_end(held, None, verb="member.returned", by=by)
    _welcome(held)
    return held


def _set_end(membership: Membership, on: date | None, *, verb: str, by: Actor) -> None:
    before = values(membership, "ends_on")
    membership.ends_on = on
    keep(membership)
    record(
        by=by,
        verb=verb,
        subject=membership,
        changes=changes_between(before, values(membership, "ends_on")),
        structure_id=membership.structure_id,
    )


def _welcome(membership: Membership) -> None:
    number = membership.pk
    transaction.on_commit(lambda: send_welcome.enqueue(number))


def _require_teams(teams: Sequence[Dispositif], structure_id: int, role: Role) -> None:
    if teams and role == Role.DPO:
        raise Refusal(
            "La protection des données n'a pas d'équipe : elle ne lit rien du terrain.",
            code="teamless_role",
            field="dispositifs",
        )
    if any(dispositif.structure_id != structure_id for dispositif in teams):
        raise Refusal(
            "Une équipe est un dispositif de la structure.", code="stray_team", field="dispositifs"
        )


def _require_another_director(membership: Membership) -> None:
    if membership.role != Role.DIRECTOR:
        return
    # Two directors who end each other at the same instant wait here, one after the other.
    Structure.objects.select_for_update().get(pk=membership.structure_id)
    others = Membership.objects.filter(
        Q(ends_on=None), structure_id=membership.structure_id, role=Role.DIRECTOR
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise Refusal(
            "La structure resterait sans direction : ouvrez d'abord un compte de direction à "
            "quelqu'un d'autre.",
            code="last_director",
        )
