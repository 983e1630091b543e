"""The fact store and the suppression of small counts."""

from config.env import ROOT, folder, number

FACT_STORE = folder("ENTREMISE_VAR", ROOT / "var") / "store"

# A count of people or events below this is not shown outside the structure that produced it.
# Installations may raise it; below 3 the settings refuse to load.
SMALL_COUNT = number("ENTREMISE_SMALL_COUNT", 5)
if SMALL_COUNT < 3:
    raise ValueError("ENTREMISE_SMALL_COUNT ne peut pas descendre sous 3.")

# Run after a write has changed months of facts. Lower apps name it here and never import it.
FACTS_REFRESH_TASK = "entremise.indicators.tasks.refresh"
FACTS_RECOUNT_TASK = "entremise.indicators.tasks.recount"

# The tables of facts that may be counted, by import path: each app declares its own.
FACT_TABLES = [
    "entremise.activities.facts.ACTIVITIES",
    "entremise.alerts.facts.ALERTS",
    "entremise.cases.facts.REFERRALS",
    "entremise.cases.facts.CASES",
    "entremise.structures.facts.STRUCTURES",
    "entremise.structures.facts.DISPOSITIFS",
    "entremise.positions.facts.POSITIONS",
    "entremise.positions.facts.MOVES",
    "entremise.support.facts.MEETINGS",
    "entremise.support.facts.SUPPORTS",
    "entremise.atlas.facts.COVERAGE",
]

# What one web process may use to answer a question about figures.
FACT_THREADS = number("ENTREMISE_FACT_THREADS", 2)
FACT_MEMORY_MB = number("ENTREMISE_FACT_MEMORY_MB", 512)
