"""Who may read, log and correct field activity. It never leaves the structure row by row."""

from django.db.models import QuerySet

from entremise.structures.actor import FIELD_ROLES, Actor
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from entremise.structures.policies import visible_dispositifs

from .models import Activity, QuarantinedEntry, Round


def can_list_activities(actor: Actor) -> bool:
    """Mediators, coordinators and directors, for their own structure."""
    return actor.is_(*FIELD_ROLES)


def visible_activities(actor: Actor) -> QuerySet[Activity]:
    """The activities of the structure's dispositifs one works in; all of them for a director.

    Partners, the regional mission and the administrator read figures, never rows.
    """
    if actor.is_(Role.DIRECTOR):
        return Activity.objects.filter(structure_id=actor.structure)
    if actor.is_(Role.MEDIATOR, Role.COORDINATOR):
        return Activity.objects.filter(
            structure_id=actor.structure, dispositif_id__in=actor.dispositif_ids
        )
    return Activity.objects.none()


def can_see_activity(actor: Actor, activity: Activity) -> bool:
    """The same rule for one activity."""
    if actor.structure_id != activity.structure_id:
        return False
    return actor.is_(Role.DIRECTOR) or (
        actor.is_(Role.MEDIATOR, Role.COORDINATOR)
        and activity.dispositif_id in actor.dispositif_ids
    )


def can_log_activity(actor: Actor) -> bool:
    """Whoever works in a structure, in the dispositifs of `loggable_dispositifs`."""
    return actor.is_(*FIELD_ROLES)


def loggable_dispositifs(actor: Actor) -> QuerySet[Dispositif]:
    """Where the actor may log: their teams, or the whole structure for a director."""
    if not actor.is_(*FIELD_ROLES):
        return Dispositif.objects.none()
    return visible_dispositifs(actor)


def can_edit_activity(actor: Actor, activity: Activity) -> bool:
    """The mediators who were there or who typed it, their coordinator, their director."""
    if not can_see_activity(actor, activity):
        return False
    if actor.is_(Role.COORDINATOR, Role.DIRECTOR):
        return True
    return (
        activity.logged_by_id == actor.membership_id
        or activity.mediators.filter(pk=actor.member).exists()
    )


def visible_rounds(actor: Actor) -> QuerySet[Round]:
    """The rounds of the dispositifs one works in; all those of the structure for a director."""
    if actor.is_(Role.DIRECTOR):
        return Round.objects.filter(structure_id=actor.structure)
    if actor.is_(Role.MEDIATOR, Role.COORDINATOR):
        return Round.objects.filter(
            structure_id=actor.structure, dispositif_id__in=actor.dispositif_ids
        )
    return Round.objects.none()


def can_see_round(actor: Actor, row: Round) -> bool:
    """The same rule for one round."""
    if actor.structure_id != row.structure_id:
        return False
    return actor.is_(Role.DIRECTOR) or (
        actor.is_(Role.MEDIATOR, Role.COORDINATOR) and row.dispositif_id in actor.dispositif_ids
    )


def can_edit_round(actor: Actor, row: Round) -> bool:
    """Those who were out or who typed it, their coordinator, their director."""
    if not can_see_round(actor, row):
        return False
    if actor.is_(Role.COORDINATOR, Role.DIRECTOR):
        return True
    return row.logged_by_id == actor.membership_id or row.mediators.filter(pk=actor.member).exists()


def visible_quarantine(actor: Actor) -> QuerySet[QuarantinedEntry]:
    """One's own refused entries; those of the structure for a coordinator or a director."""
    return visible_settled_entries(actor).filter(settled_at__isnull=True)


def visible_settled_entries(actor: Actor) -> QuerySet[QuarantinedEntry]:
    """The same, settled ones included: what an undo may bring back."""
    if actor.is_(Role.MEDIATOR):
        return QuarantinedEntry.objects.filter(membership_id=actor.member)
    if actor.is_(Role.COORDINATOR, Role.DIRECTOR):
        return QuarantinedEntry.objects.filter(structure_id=actor.structure)
    return QuarantinedEntry.objects.none()


def can_mend_entry(actor: Actor, entry: QuarantinedEntry) -> bool:
    """The same rule for one refused entry."""
    if actor.structure_id != entry.structure_id:
        return False
    return actor.is_(Role.COORDINATOR, Role.DIRECTOR) or (
        actor.is_(Role.MEDIATOR) and entry.membership_id == actor.membership_id
    )
