"""Who reads and writes what the mission does for structures.

The mission keeps it all for its region. A director reads what concerns their structure, minutes
only when they are shared; the steering committee reads figures; nobody else reads anything.
"""

from django.db.models import Q, QuerySet

from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Structure

from .models import Deliverable, Dla, Meeting, NextStep, SupportTrack, TrackStep

READERS = (Role.DIRECTOR, Role.REGIONAL)


def can_read_support(actor: Actor) -> bool:
    """The mission for its region, a director for their structure."""
    return actor.is_(*READERS)


def can_lead_support(actor: Actor) -> bool:
    """The regional mission, which logs meetings, opens tracks and DLA."""
    return actor.is_(Role.REGIONAL)


def can_count_support(actor: Actor) -> bool:
    """The mission and the steering committee, which reads figures only."""
    return actor.is_(Role.REGIONAL, Role.STEERING)


# --- meetings


def visible_meetings(actor: Actor) -> QuerySet[Meeting]:
    """Those of the region for its mission; for a director, those their structure took part in."""
    if actor.is_(Role.DIRECTOR):
        return Meeting.objects.filter(parties__structure_id=actor.structure)
    return led_meetings(actor)


def can_see_meeting(actor: Actor, meeting: Meeting) -> bool:
    """The same rule for one meeting."""
    return visible_meetings(actor).filter(pk=meeting.pk).exists()


def led_meetings(actor: Actor) -> QuerySet[Meeting]:
    """Those of the region, for the mission that writes them."""
    if actor.is_(Role.REGIONAL):
        return Meeting.objects.filter(region=actor.region_code)
    return Meeting.objects.none()


def can_lead_meeting(actor: Actor, meeting: Meeting) -> bool:
    """The same rule for one meeting."""
    return actor.is_(Role.REGIONAL) and meeting.region_id == actor.region_code


def visible_minutes(actor: Actor) -> QuerySet[Meeting]:
    """The meetings whose minutes and next steps one reads: the mission all of them, a director
    those that were shared."""
    rows = visible_meetings(actor)
    return rows.filter(shared=True) if actor.is_(Role.DIRECTOR) else rows


def can_read_minutes(actor: Actor, meeting: Meeting) -> bool:
    """The same rule for one meeting."""
    return can_see_meeting(actor, meeting) and (actor.is_(Role.REGIONAL) or meeting.shared)


def counted_meetings(actor: Actor) -> QuerySet[Meeting]:
    """What figures are made of: the meetings of the region, for the committee too."""
    if can_count_support(actor):
        return Meeting.objects.filter(region=actor.region_code)
    return Meeting.objects.none()


def visible_next_steps(actor: Actor) -> QuerySet[NextStep]:
    """What is to be done after the meetings one leads."""
    return NextStep.objects.filter(meeting__in=led_meetings(actor))


def can_keep_next_step(actor: Actor, step: NextStep) -> bool:
    """The same rule for one of them."""
    return can_lead_meeting(actor, step.meeting)


# --- tracks


def visible_tracks(actor: Actor) -> QuerySet[SupportTrack]:
    """Those of the region for its mission; those of their structure for a director."""
    if actor.is_(Role.DIRECTOR):
        return SupportTrack.objects.filter(structure_id=actor.structure)
    return counted_tracks(actor) if actor.is_(Role.REGIONAL) else SupportTrack.objects.none()


def can_see_track(actor: Actor, track: SupportTrack) -> bool:
    """The same rule for one track."""
    return visible_tracks(actor).filter(pk=track.pk).exists()


def counted_tracks(actor: Actor) -> QuerySet[SupportTrack]:
    """What figures are made of: the tracks of the region."""
    if can_count_support(actor):
        return SupportTrack.objects.filter(region=actor.region_code)
    return SupportTrack.objects.none()


def can_lead_track(actor: Actor, track: SupportTrack) -> bool:
    """The mission of its region."""
    return actor.is_(Role.REGIONAL) and track.region_id == actor.region_code


def visible_track_steps(actor: Actor) -> QuerySet[TrackStep]:
    """The steps of the tracks one leads."""
    rows = visible_tracks(actor) if actor.is_(Role.REGIONAL) else SupportTrack.objects.none()
    return TrackStep.objects.filter(track__in=rows)


def can_lead_track_step(actor: Actor, step: TrackStep) -> bool:
    """The same rule for one step."""
    return can_lead_track(actor, step.track)


# --- DLA


def visible_dlas(actor: Actor) -> QuerySet[Dla]:
    """Those of the region for its mission; for a director, those that accompany their structure."""
    if actor.is_(Role.DIRECTOR):
        return Dla.objects.filter(parties__structure_id=actor.structure)
    return counted_dlas(actor) if actor.is_(Role.REGIONAL) else Dla.objects.none()


def can_see_dla(actor: Actor, dla: Dla) -> bool:
    """The same rule for one DLA."""
    return visible_dlas(actor).filter(pk=dla.pk).exists()


def counted_dlas(actor: Actor) -> QuerySet[Dla]:
    """What figures are made of: the DLA of the region."""
    if can_count_support(actor):
        return Dla.objects.filter(region=actor.region_code)
    return Dla.objects.none()


def can_lead_dla(actor: Actor, dla: Dla) -> bool:
    """The mission of its region."""
    return actor.is_(Role.REGIONAL) and dla.region_id == actor.region_code


def visible_deliverables(actor: Actor) -> QuerySet[Deliverable]:
    """What the DLA one leads are to produce."""
    rows = visible_dlas(actor) if actor.is_(Role.REGIONAL) else Dla.objects.none()
    return Deliverable.objects.filter(dla__in=rows)


def can_keep_deliverable(actor: Actor, deliverable: Deliverable) -> bool:
    """The same rule for one of them."""
    return can_lead_dla(actor, deliverable.dla)


# --- whom to meet


def followed_structures(actor: Actor) -> QuerySet[Structure]:
    """The structures a mission is to meet: those of its region that employ mediators, and those it
    has met already, wherever their seat is."""
    if not can_count_support(actor):
        return Structure.objects.none()
    met = counted_meetings(actor).values("parties__structure")
    at_work = Q(commune__region=actor.region_code) & ~Q(operator_type="")
    return Structure.objects.filter(Q(pk__in=met) | at_work, merged_into=None)
