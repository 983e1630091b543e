"""Who may read, make and follow alerts. Outside the structure, only whom they are addressed to."""

from django.db.models import QuerySet

from entremise.structures.actor import FIELD_ROLES, Actor
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from entremise.structures.policies import visible_dispositifs

from .enums import SendingStatus
from .models import Addressee, Alert, AlertPhoto, Sending

# What a partner keeps reading: what is in its hands, and what was closed there.
READABLE = (SendingStatus.CURRENT, SendingStatus.CLOSED)


def can_list_alerts(actor: Actor) -> bool:
    """Mediators, coordinators and directors, for their own structure."""
    return actor.is_(*FIELD_ROLES)


def visible_alerts(actor: Actor) -> QuerySet[Alert]:
    """Those of the dispositifs one works in; all those of the structure for a director.

    The regional mission, the committee and the administrator read figures, never rows.
    """
    if actor.is_(Role.DIRECTOR):
        return Alert.objects.filter(structure_id=actor.structure)
    if actor.is_(Role.MEDIATOR, Role.COORDINATOR):
        return Alert.objects.filter(
            structure_id=actor.structure, dispositif_id__in=actor.dispositif_ids
        )
    return Alert.objects.none()


def can_see_alert(actor: Actor, alert: Alert) -> bool:
    """The same rule for one alert."""
    if actor.structure_id != alert.structure_id:
        return False
    return actor.is_(Role.DIRECTOR) or (
        actor.is_(Role.MEDIATOR, Role.COORDINATOR) and alert.dispositif_id in actor.dispositif_ids
    )


def can_follow_alert(actor: Actor, alert: Alert) -> bool:
    """Whoever reads it sends it, closes it and opens it again: a night has no hierarchy."""
    return can_see_alert(actor, alert)


def can_edit_alert(actor: Actor, alert: Alert) -> bool:
    """The mediators who saw it or who typed it, their coordinator, their director."""
    if not can_see_alert(actor, alert):
        return False
    if actor.is_(Role.COORDINATOR, Role.DIRECTOR):
        return True
    return (
        alert.logged_by_id == actor.membership_id or alert.seen_by.filter(pk=actor.member).exists()
    )


def can_log_alert(actor: Actor) -> bool:
    """Whoever works in a structure, in the dispositifs of `watched_dispositifs`."""
    return actor.is_(*FIELD_ROLES)


def watched_dispositifs(actor: Actor) -> QuerySet[Dispositif]:
    """Where the actor may make an alert: their teams, or the whole structure for a director."""
    if not actor.is_(*FIELD_ROLES):
        return Dispositif.objects.none()
    return visible_dispositifs(actor)


# --- addressees


def can_list_addressees(actor: Actor) -> bool:
    """Whoever makes alerts sees to whom they go."""
    return actor.is_(*FIELD_ROLES)


def visible_addressees(actor: Actor) -> QuerySet[Addressee]:
    """Those of one's own structure."""
    if actor.is_(*FIELD_ROLES):
        return Addressee.objects.filter(structure_id=actor.structure)
    return Addressee.objects.none()


def can_see_addressee(actor: Actor, addressee: Addressee) -> bool:
    """The same rule for one addressee."""
    return actor.is_(*FIELD_ROLES) and addressee.structure_id == actor.structure_id


def can_keep_addressees(actor: Actor) -> bool:
    """Coordinators and directors keep those of their structure."""
    return actor.is_(Role.COORDINATOR, Role.DIRECTOR)


def kept_addressees(actor: Actor) -> QuerySet[Addressee]:
    """The ones they may change: all those of their structure."""
    return visible_addressees(actor) if can_keep_addressees(actor) else Addressee.objects.none()


def can_keep_addressee(actor: Actor, addressee: Addressee) -> bool:
    """The same rule for one addressee."""
    return can_keep_addressees(actor) and addressee.structure_id == actor.structure_id


# --- those to whom alerts are addressed


def can_list_addressed(actor: Actor) -> bool:
    """A partner, for what is addressed to its organisation."""
    return actor.is_(Role.PARTNER)


def visible_addressed(actor: Actor) -> QuerySet[Sending]:
    """What is, or was closed, in the hands of the actor's organisation."""
    if actor.is_(Role.PARTNER):
        return Sending.objects.filter(
            addressee__organisation_id=actor.structure, status__in=READABLE
        )
    return Sending.objects.none()


def can_see_addressed(actor: Actor, sending: Sending) -> bool:
    """The same rule for one sending."""
    return (
        actor.is_(Role.PARTNER)
        and actor.structure_id is not None
        and sending.addressee.organisation_id == actor.structure_id
        and sending.status in READABLE
    )


def can_answer(actor: Actor, sending: Sending) -> bool:
    """As long as it is in their hands."""
    return can_see_addressed(actor, sending) and sending.is_current


# --- photos


def visible_photos(actor: Actor) -> QuerySet[AlertPhoto]:
    """Those of the alerts one reads, or that are addressed to one's organisation."""
    if actor.is_(Role.PARTNER):
        return AlertPhoto.objects.filter(alert__in=visible_addressed(actor).values("alert"))
    return AlertPhoto.objects.filter(alert__in=visible_alerts(actor))


def can_see_photo(actor: Actor, photo: AlertPhoto) -> bool:
    """The same rule for one photo."""
    return visible_photos(actor).filter(pk=photo.pk).exists()


def can_remove_photo(actor: Actor, photo: AlertPhoto) -> bool:
    """Whoever may correct its alert."""
    return can_edit_alert(actor, photo.alert)
