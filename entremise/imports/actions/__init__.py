"""What people do of imports: receiving, linking, deciding, confirming, undoing, abandoning.

What a worker writes in their name is in `work`.
"""

from .confirming import confirm_import
from .deciding import correct_words, decide_row
from .erasing import abandon_import, erase_import
from .receiving import link_columns, receive_table, turn_to_sheet
from .undoing import undo_import

__all__ = [
    "abandon_import",
    "confirm_import",
    "correct_words",
    "decide_row",
    "erase_import",
    "link_columns",
    "receive_table",
    "turn_to_sheet",
    "undo_import",
]
