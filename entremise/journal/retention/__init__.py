"""How long things are kept, and what becomes of them afterwards.

The rules are data (`settings.RETENTION_RULES`). Each app says in its `retention.py` what it keeps
under them, and names that on its AppConfig:

    class ActivitiesConfig(AppConfig):
        retention = "entremise.activities.retention.KEPT"

`plan` says what is over, `run` treats it and leaves a proof.
"""

from .engine import Planned, plan, run
from .kept import Kept, declared
from .rules import Rule, all_rules, rules_on

__all__ = ["Kept", "Planned", "Rule", "all_rules", "declared", "plan", "rules_on", "run"]
