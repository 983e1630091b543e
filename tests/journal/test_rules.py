"""The rules of retention are data: read whole, refused when they make no sense, dated."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from entremise.journal.enums import RetentionAction
from entremise.journal.retention import Rule, all_rules, declared, rules_on
from entremise.journal.retention.rules import edition, rule_of
from entremise.journal.verbs import phrases

START = date(2026, 11, 1)
FIELDS = {
    "code": "a",
    "since": START,
    "subject": "s",
    "purpose": "p",
    "starts": "d",
    "months": 12,
    "action": "erase",
    "outcome": "o",
    "basis": "b",
    "reference": "https://example.org",
}


def _rule(months: int) -> Rule:
    return Rule(**{**FIELDS, "months": months, "action": RetentionAction.ERASE})


@pytest.fixture
def written(settings: Any, tmp_path: Path) -> Any:
    """Rules of the test's own: each a mapping that changes the fields above."""
    numbers = iter(range(100))

    def write(*changes: dict[str, Any]) -> Path:
        rows = [{**FIELDS, **change} for change in changes]
        text = "\n".join(
            "[[rules]]\n" + "\n".join(f"{k} = {_toml(v)}" for k, v in row.items() if v is not None)
            for row in rows
        )
        settings.RETENTION_RULES = tmp_path / f"rules{next(numbers)}.toml"
        settings.RETENTION_RULES.write_text(text)
        return settings.RETENTION_RULES

    return write


def _toml(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def test_each_rule_has_its_declaration_and_the_reverse() -> None:
    treated = {rule.code for rule in all_rules() if rule.action != RetentionAction.KEEP}
    assert treated
    assert treated == declared().keys()


def test_each_declaration_says_its_verb_in_french() -> None:
    assert {kept.verb for kept in declared().values()} <= phrases().keys()


def test_each_rule_says_why_and_where_to_read_it() -> None:
    for rule in all_rules():
        words = (rule.subject, rule.purpose, rule.starts, rule.outcome, rule.basis)
        assert all(word.strip() for word in words), rule.code
        assert rule.reference.startswith("https://"), rule.code


@pytest.mark.parametrize(
    "change",
    [
        {"action": "forget"}, {"months": -1}, {"months": None}, {"action": "keep"},
        {"since": "hier"}, {"subject": None}, {"surprise": "x"},
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused(written: Any, change: dict[str, Any]) -> None:
    written(change)
    with pytest.raises((ValueError, TypeError)):
        all_rules()


def test_two_rules_of_one_code_do_not_begin_together(written: Any) -> None:
    written({}, {"months": 24})
    with pytest.raises(ValueError, match="même code"):
        all_rules()


def test_a_rule_holds_until_the_next_of_its_code(written: Any) -> None:
    later = date(2028, 1, 1)
    path = written({"since": later, "months": 24}, {})
    assert rules_on(date(2026, 10, 31)) == {}
    assert rules_on(START)["a"].months == 12
    assert rules_on(date(2027, 12, 31))["a"].months == 12
    assert rules_on(later)["a"].months == 24
    assert rule_of("a", START) == rules_on(START)["a"]
    assert rule_of("b", START) is None
    before = edition()
    path.write_text(path.read_text() + "\n# une remarque\n")
    assert edition() != before


@pytest.mark.parametrize(
    ("months", "on", "first_kept"),
    [
        (24, date(2026, 3, 16), date(2024, 3, 16)),
        (1, date(2026, 3, 28), date(2026, 2, 28)),
        (1, date(2026, 3, 29), date(2026, 3, 1)),
        (1, date(2026, 3, 31), date(2026, 3, 1)),
        (6, date(2026, 8, 31), date(2026, 3, 1)),
        (12, date(2025, 2, 28), date(2024, 2, 28)),
        (12, date(2024, 2, 29), date(2023, 3, 1)),
        (1, date(2026, 1, 31), date(2025, 12, 31)),
        (2, date(2026, 1, 31), date(2025, 12, 1)),
    ],
)
def test_a_delay_is_over_the_day_after_its_last(months: int, on: date, first_kept: date) -> None:
    limit = _rule(months).limit(on)
    assert (limit.date(), limit.hour, limit.minute) == (first_kept, 0, 0)
    assert limit.tzinfo is not None


def test_a_rule_without_duration_has_no_limit() -> None:
    with pytest.raises(ValueError, match="sans limite"):
        Rule(**{**FIELDS, "months": 0, "action": RetentionAction.KEEP}).limit(START)


@pytest.mark.parametrize(
    ("months", "words"),
    [(6, "6\u00a0mois"), (12, "1\u00a0an"), (24, "2\u00a0ans"), (30, "30\u00a0mois")],
)
def test_a_duration_is_said_as_people_say_it(months: int, words: str) -> None:
    assert _rule(months).duration == words
