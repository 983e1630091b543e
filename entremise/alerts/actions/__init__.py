"""Every write to alerts, one file per verb or two."""

from .addressees import Address, add_addressee, edit_addressee
from .answers import answer_alert, require_pace, tell_reading
from .closing import close_alert, reopen_alert
from .erasing import erase_alert
from .logging import keep_alert
from .photos import add_photo, remove_photo
from .sendings import escalate, remind_addressee, send_alert

__all__ = [
    "Address",
    "add_addressee",
    "add_photo",
    "answer_alert",
    "close_alert",
    "edit_addressee",
    "erase_alert",
    "escalate",
    "keep_alert",
    "remind_addressee",
    "remove_photo",
    "reopen_alert",
    "require_pace",
    "send_alert",
    "tell_reading",
]
