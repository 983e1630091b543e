"""How long things are kept. An installation may have durations of its own."""

from config.env import ROOT, folder

RETENTION_RULES = folder("ENTREMISE_RETENTION_RULES", ROOT / "data" / "retention" / "rules.toml")
