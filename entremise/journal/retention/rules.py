"""The rules as they are written in their file: what is kept, what for, how long, then what."""

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from entremise.core.typography import WIDE, agree
from entremise.journal.enums import RetentionAction


@dataclass(frozen=True)
class Rule:
    """A rule, in force from `since` until another of the same code replaces it.

    `months` is how long the thing is kept after the day that `starts` tells of; 0 when nothing is
    done about it, and the rule only says that it is kept.
    """

    code: str
    since: date
    subject: str
    purpose: str
    starts: str
    months: int
    action: RetentionAction
    outcome: str
    basis: str
    reference: str

    @property
    def duration(self) -> str:
        """« 2 ans », « 18 mois », « sans limite »."""
        if not self.months:
            return "sans limite"
        years, rest = divmod(self.months, 12)
        if rest:
            return f"{self.months}{WIDE}mois"
        return f"{years}{WIDE}{agree(years, 'an')}"

    def limit(self, on: date) -> datetime:
        """The instant before which a delay must have begun to be over on that day.

        What began on the 15th is kept until the 15th, that day included. A month that is too
        short for a day ends on its last one. Raises ValueError for a rule without a duration.
        """
        if not self.months:
            raise ValueError(f"« {self.code} » est gardé sans limite.")
        year, month = divmod(on.year * 12 + on.month - 1 - self.months, 12)
        day = date(year, month + 1, 1)
        if on.day <= monthrange(day.year, day.month)[1]:
            day = day.replace(day=on.day)
        else:
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return timezone.make_aware(datetime.combine(day, time.min))


def all_rules() -> tuple[Rule, ...]:
    """Every rule of the file, former and future ones included, in its order.

    Raises ValueError, TypeError or KeyError for a malformed file.
    """
    return _read(Path(settings.RETENTION_RULES))


def rules_on(day: date) -> dict[str, Rule]:
    """The rules in force on a day, by code."""
    started = [rule for rule in all_rules() if rule.since <= day]
    return {rule.code: rule for rule in sorted(started, key=lambda rule: rule.since)}


def rule_of(code: str, since: date) -> Rule | None:
    """The rule that a proof cites; None when the file no longer holds it."""
    return next((rule for rule in all_rules() if (rule.code, rule.since) == (code, since)), None)


def edition() -> str:
    """The SHA-256 of the file of rules."""
    return sha256(Path(settings.RETENTION_RULES).read_bytes()).hexdigest()


@cache
def _read(path: Path) -> tuple[Rule, ...]:
    rules = tuple(_rule(row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["rules"])
    known = {(rule.code, rule.since) for rule in rules}
    if len(known) < len(rules):
        raise ValueError(f"{path} : deux règles de même code commencent le même jour.")
    return rules


def _rule(row: dict[str, Any]) -> Rule:
    """Raises TypeError for a field that is missing or unknown."""
    rule = Rule(**{"months": 0, **row, "action": RetentionAction(row["action"])})
    if not isinstance(rule.since, date):
        raise ValueError(f"« {rule.code} » : « since » est une date.")
    kept = rule.action == RetentionAction.KEEP
    if kept != (rule.months == 0) or rule.months < 0:
        raise ValueError(f"« {rule.code} » : « months » est un nombre de mois, sauf pour « keep ».")
    return rule
