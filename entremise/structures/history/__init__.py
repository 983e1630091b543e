"""What was changed on a sheet of the registry, field by field, as the journal tells it."""

from .entries import Entry, history, history_of_dispositif, recent_of_dispositifs, to_review
from .words import Change, named

__all__ = [
    "Change",
    "Entry",
    "history",
    "history_of_dispositif",
    "named",
    "recent_of_dispositifs",
    "to_review",
]
