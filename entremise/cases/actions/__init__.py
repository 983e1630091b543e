"""Every write to referrals and cases."""

from .accesses import break_glass, review_access
from .agreements import cancel_agreement, correct_agreement, record_agreement
from .attachments import attach_file, remove_attachment
from .cases import assign_mediators, close_case, reopen_case, rewrite_summary, step_back
from .erasing import archive_case, erase_case, erase_party, erase_referral
from .letters import remove_letter, restore_letter_text, write_letter, write_letter_text
from .parties import (
    add_party,
    ask_consent,
    edit_party,
    record_answer,
    share_with_partner,
    withdraw_consent,
    write_note,
)
from .receptions import set_reception
from .referrals import (
    acknowledge,
    admit_referral,
    examine_again,
    exclude_referral,
    join_case,
    receive_referral,
    redirect_referral,
)
from .reminders import remind_steps
from .steps import cancel_step, hold_step, miss_step, move_step, plan_step

__all__ = [
    "acknowledge",
    "add_party",
    "admit_referral",
    "archive_case",
    "ask_consent",
    "assign_mediators",
    "attach_file",
    "break_glass",
    "cancel_agreement",
    "cancel_step",
    "close_case",
    "correct_agreement",
    "edit_party",
    "erase_case",
    "erase_party",
    "erase_referral",
    "examine_again",
    "exclude_referral",
    "hold_step",
    "join_case",
    "miss_step",
    "move_step",
    "plan_step",
    "receive_referral",
    "record_agreement",
    "record_answer",
    "redirect_referral",
    "remind_steps",
    "remove_attachment",
    "remove_letter",
    "reopen_case",
    "restore_letter_text",
    "review_access",
    "rewrite_summary",
    "set_reception",
    "share_with_partner",
    "step_back",
    "withdraw_consent",
    "write_letter",
    "write_letter_text",
    "write_note",
]
