"""The writes of posts and of their conventions."""

from .conventions import (
    ConventionTerms,
    mark_conditions,
    renew_convention,
    sign_convention,
    withdraw_convention,
)
from .deadlines import announce_deadlines
from .ending import end_position, reopen_position
from .moves import (
    change_terms,
    consolidate_position,
    create_position,
    open_position,
    plan_position,
    undo_last_change,
    withdraw_position,
)
from .sheet import edit_position, support_position
from .steps import Sheet, Step, Terms, recounted

__all__ = [
    "ConventionTerms",
    "Sheet",
    "Step",
    "Terms",
    "announce_deadlines",
    "change_terms",
    "consolidate_position",
    "create_position",
    "edit_position",
    "end_position",
    "mark_conditions",
    "open_position",
    "plan_position",
    "recounted",
    "renew_convention",
    "reopen_position",
    "sign_convention",
    "support_position",
    "undo_last_change",
    "withdraw_convention",
    "withdraw_position",
]
