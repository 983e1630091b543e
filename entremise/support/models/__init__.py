"""What the regional mission does for structures: meetings, tracks, DLA. Never the people met."""

from .dla import Deliverable, Dla, DlaPhaseStart, DlaStructure
from .meetings import Attendance, Meeting, MeetingStructure, NextStep
from .tracks import SupportTrack, TrackStep

__all__ = [
    "Attendance",
    "Deliverable",
    "Dla",
    "DlaPhaseStart",
    "DlaStructure",
    "Meeting",
    "MeetingStructure",
    "NextStep",
    "SupportTrack",
    "TrackStep",
]
