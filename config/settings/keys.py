"""Where the seals of the journal are noted down, outside the database that holds them."""

from config.env import ROOT, folder

_var = folder("ENTREMISE_VAR", ROOT / "var")

JOURNAL_MARKS = _var / "journal" / "marks.jsonl"
