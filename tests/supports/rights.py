"""Who may read and write what the mission does for structures."""

from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from entremise.support import actions, policies
from entremise.support.enums import StepKind
from entremise.support.models import Deliverable, Dla, Meeting, NextStep, SupportTrack, TrackStep
from tests.support.cast import Cast
from tests.support.rights import REGION, STRUCTURE, YES, Right
from tests.supports.factories import days_ago, make_dla, make_meeting, make_track, mission_of

READERS = {Role.DIRECTOR: STRUCTURE, Role.REGIONAL: REGION}
LEADERS = {Role.REGIONAL: REGION}


def _region(dispositif: Dispositif) -> str:
    commune = dispositif.communes.exclude(pk="59350").first() or dispositif.communes.get()
    return str(commune.region_id)


def _meeting(cast: Cast, dispositif: Dispositif) -> Meeting:
    return make_meeting(
        dispositif.structure, region=_region(dispositif), dispositif=dispositif, minutes="Dit."
    )


def _shared(cast: Cast, dispositif: Dispositif) -> Meeting:
    region = _region(dispositif)
    return make_meeting(dispositif.structure, region=region, minutes="Dit.", shared=True)


def _next_step(cast: Cast, dispositif: Dispositif) -> NextStep:
    meeting = _meeting(cast, dispositif)
    task = actions.Task("Rappeler")
    return actions.add_next_step(meeting=meeting, task=task, by=mission_of(_region(dispositif)))


def _track(cast: Cast, dispositif: Dispositif) -> SupportTrack:
    return make_track(dispositif.structure, region=_region(dispositif), dispositif=dispositif)


def _track_step(cast: Cast, dispositif: Dispositif) -> TrackStep:
    track = _track(cast, dispositif)
    by = mission_of(_region(dispositif))
    return actions.begin_step(track=track, kind=StepKind.DEFINE, on=days_ago(1), by=by)


def _dla(cast: Cast, dispositif: Dispositif) -> Dla:
    return make_dla(dispositif.structure, region=_region(dispositif))


def _deliverable(cast: Cast, dispositif: Dispositif) -> Deliverable:
    dla = _dla(cast, dispositif)
    by = mission_of(_region(dispositif))
    return actions.add_deliverable(dla=dla, name="Plan de financement", due_on=None, by=by)


RIGHTS = [
    Right(
        policies.can_read_support,
        "ouvrir la liste des rencontres, des accompagnements et des DLA",
        dict.fromkeys(READERS, YES),
    ),
    Right(
        policies.can_lead_support,
        "noter une rencontre, ouvrir un accompagnement ou un DLA",
        {Role.REGIONAL: YES},
    ),
    Right(
        policies.can_count_support,
        "lire les chiffres de l'appui",
        {Role.REGIONAL: YES, Role.STEERING: YES},
    ),
    Right(
        policies.can_see_meeting,
        "lire une rencontre",
        READERS,
        _meeting,
        policies.visible_meetings,
        everything=True,
    ),
    Right(
        policies.can_lead_meeting,
        "corriger, annuler ou retirer une rencontre",
        LEADERS,
        _meeting,
        policies.visible_meetings,
    ),
    Right(
        policies.can_read_minutes,
        "lire un compte rendu interne",
        LEADERS,
        _meeting,
        policies.visible_minutes,
        everything=True,
    ),
    Right(
        policies.can_read_minutes,
        "lire un compte rendu partagé",
        READERS,
        _shared,
        policies.visible_minutes,
        everything=True,
    ),
    Right(
        policies.can_keep_next_step,
        "donner suite à une rencontre",
        LEADERS,
        _next_step,
        policies.visible_next_steps,
        everything=True,
    ),
    Right(
        policies.can_see_track,
        "lire un accompagnement",
        READERS,
        _track,
        policies.visible_tracks,
        everything=True,
    ),
    Right(
        policies.can_lead_track,
        "faire avancer un accompagnement",
        LEADERS,
        _track,
        policies.visible_tracks,
    ),
    Right(
        policies.can_lead_track_step,
        "clore une étape d'accompagnement",
        LEADERS,
        _track_step,
        policies.visible_track_steps,
        everything=True,
    ),
    Right(
        policies.can_see_dla,
        "lire un DLA",
        READERS,
        _dla,
        policies.visible_dlas,
        everything=True,
    ),
    Right(
        policies.can_lead_dla,
        "faire avancer un DLA",
        LEADERS,
        _dla,
        policies.visible_dlas,
    ),
    Right(
        policies.can_keep_deliverable,
        "noter la remise d'un livrable",
        LEADERS,
        _deliverable,
        policies.visible_deliverables,
        everything=True,
    ),
]
