"""Who may read, log and correct field activity."""

from entremise.activities import policies
from entremise.activities.models import Activity, QuarantinedEntry, Round
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from tests.activities.factories import (
    make_activity,
    make_round,
    payload,
    round_payload,
    send,
    send_rounds,
)
from tests.structures.factories import make_membership
from tests.support.cast import Cast, Person
from tests.support.rights import STRUCTURE, TEAM, YES, Right

FIELD = (Role.MEDIATOR, Role.COORDINATOR, Role.DIRECTOR)


def _colleague(dispositif: Dispositif) -> Person:
    """Another mediator of the same team."""
    return Person(make_membership(Role.MEDIATOR, dispositif.structure, [dispositif]))


def _activity(cast: Cast, dispositif: Dispositif) -> Activity:
    return make_activity(_colleague(dispositif), dispositif)


def _own_activity(cast: Cast, dispositif: Dispositif) -> Activity:
    """Of the cast's mediator in the team's dispositif; elsewhere, of somebody else."""
    author = cast.mediator if dispositif == cast.dispositif else _colleague(dispositif)
    return make_activity(author, dispositif)


def _round(cast: Cast, dispositif: Dispositif) -> Round:
    return make_round(_colleague(dispositif), dispositif)


def _own_round(cast: Cast, dispositif: Dispositif) -> Round:
    """Of the cast's mediator in the team's dispositif; elsewhere, of somebody else."""
    author = cast.mediator if dispositif == cast.dispositif else _colleague(dispositif)
    return make_round(author, dispositif)


def _refused_entry(cast: Cast, dispositif: Dispositif) -> QuarantinedEntry:
    person = _colleague(dispositif)
    send(person, payload(dispositif, register="inconnu"))
    return QuarantinedEntry.objects.get(membership=person.membership)


def _refused_round(cast: Cast, dispositif: Dispositif) -> QuarantinedEntry:
    person = _colleague(dispositif)
    send_rounds(person, round_payload(dispositif, mediators=[0]))
    return QuarantinedEntry.objects.get(membership=person.membership)


def _closed_entry(cast: Cast, dispositif: Dispositif) -> QuarantinedEntry:
    entry = _refused_entry(cast, dispositif)
    QuarantinedEntry.objects.filter(pk=entry.pk).update(settled_at=entry.received_at)
    return entry


RIGHTS = [
    Right(policies.can_list_activities, "ouvrir le journal d'activité", dict.fromkeys(FIELD, YES)),
    Right(
        policies.can_see_activity,
        "lire une activité",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM, Role.DIRECTOR: STRUCTURE},
        _activity,
        policies.visible_activities,
        everything=True,
    ),
    Right(policies.can_log_activity, "consigner une activité", dict.fromkeys(FIELD, YES)),
    Right(
        policies.can_edit_activity,
        "corriger sa propre activité",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM, Role.DIRECTOR: STRUCTURE},
        _own_activity,
        policies.visible_activities,
    ),
    Right(
        policies.can_edit_activity,
        "corriger l'activité d'un collègue",
        {Role.COORDINATOR: TEAM, Role.DIRECTOR: STRUCTURE},
        _activity,
        policies.visible_activities,
    ),
    Right(
        policies.can_see_round,
        "lire une tournée",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM, Role.DIRECTOR: STRUCTURE},
        _round,
        policies.visible_rounds,
        everything=True,
    ),
    Right(
        policies.can_edit_round,
        "corriger sa propre tournée",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM, Role.DIRECTOR: STRUCTURE},
        _own_round,
        policies.visible_rounds,
    ),
    Right(
        policies.can_edit_round,
        "corriger la tournée d'un collègue",
        {Role.COORDINATOR: TEAM, Role.DIRECTOR: STRUCTURE},
        _round,
        policies.visible_rounds,
    ),
    Right(
        policies.can_mend_entry,
        "reprendre la saisie refusée d'un collègue",
        {Role.COORDINATOR: STRUCTURE, Role.DIRECTOR: STRUCTURE},
        _refused_entry,
        policies.visible_quarantine,
        everything=True,
    ),
    Right(
        policies.can_mend_entry,
        "reprendre la tournée refusée d'un collègue",
        {Role.COORDINATOR: STRUCTURE, Role.DIRECTOR: STRUCTURE},
        _refused_round,
        policies.visible_quarantine,
        everything=True,
    ),
    Right(
        policies.can_mend_entry,
        "remettre une saisie écartée d'un collègue",
        {Role.COORDINATOR: STRUCTURE, Role.DIRECTOR: STRUCTURE},
        _closed_entry,
        policies.visible_settled_entries,
    ),
]
