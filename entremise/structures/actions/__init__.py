"""Every write to the registry, one file per aggregate. Devices are in `structures.tokens`."""

from .contacts import Reach, add_contact, edit_contact, remove_contact
from .dispositifs import (
    Service,
    close_dispositif,
    confirm_dispositif,
    draw_area,
    edit_dispositif,
    open_dispositif,
    reopen_dispositif,
)
from .funding import Terms, add_funding_line, edit_funding_line, end_funding_line
from .members import (
    add_member,
    anonymise_account,
    change_teams,
    end_membership,
    resume_membership,
)
from .merging import merge_structures, tell_apart, undo_merge
from .partners import add_partner, edit_partner, remove_partner, restore_partner
from .persons import (
    Informed,
    PersonWords,
    attach_person,
    confirm_person,
    correct_person,
    end_person,
    erase_person,
    latest_end,
    usual_end,
)
from .registry import Identity, confirm_sheet, edit_structure, register_structure, review_sheet

__all__ = [
    "Identity",
    "Informed",
    "PersonWords",
    "Reach",
    "Service",
    "Terms",
    "add_contact",
    "add_funding_line",
    "add_member",
    "add_partner",
    "anonymise_account",
    "attach_person",
    "change_teams",
    "close_dispositif",
    "confirm_dispositif",
    "confirm_person",
    "confirm_sheet",
    "correct_person",
    "draw_area",
    "edit_contact",
    "edit_dispositif",
    "edit_funding_line",
    "edit_partner",
    "edit_structure",
    "end_funding_line",
    "end_membership",
    "end_person",
    "erase_person",
    "latest_end",
    "merge_structures",
    "open_dispositif",
    "register_structure",
    "remove_contact",
    "remove_partner",
    "reopen_dispositif",
    "restore_partner",
    "resume_membership",
    "review_sheet",
    "tell_apart",
    "undo_merge",
    "usual_end",
]
