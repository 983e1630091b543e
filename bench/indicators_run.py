"""The measures of the dashboard on a store of facts of some size. Prints one JSON line."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402

from bench.indicators_fill import fill  # noqa: E402
from entremise.indicators import engine, store  # noqa: E402
from entremise.indicators.questions import Period, Question, Scope, answer  # noqa: E402

ROUNDS = 15
AIM = 1.5

# The cards of a home page: one question, twelve indicators, the same days a year before.
DASHBOARD = (
    "activities", "mediation_hours", "people", "women_share", "conflicts",
    "conflicts_calmed_share", "links_share", "orientations", "qpv_share", "evening_share",
    "pair_share", "residents_share",
)  # fmt: skip
PERIOD = Period(date(2026, 1, 1), date(2026, 10, 31))
ASKERS = {
    "structure": (Scope(structure_id=4), "structure_id = 4", Scope(structure_id=5)),
    "financeur": (
        Scope(funder_id=1_021, small_count=5), "list_contains(funders, 1021)",
        Scope(funder_id=1_034, small_count=5),
    ),
    "région": (
        Scope(region="32", small_count=5), "region = '32'", Scope(region="84", small_count=5),
    ),
}  # fmt: skip

# What a person who knows SQL would write, for the whole and by month.
BY_HAND = """
SELECT service_date >= '2026-01-01' AS is_current, {key}
  count(*), sum(minutes) / 60, sum(people), sum(women) / sum(women + men),
  count(*) FILTER (register = 'conflict'),
  count(*) FILTER (register = 'conflict' AND outcome IN ('calmed', 'dialogue_resumed', 'agreement'))
    / count(*) FILTER (register = 'conflict' AND outcome <> 'ongoing'),
  count(*) FILTER (register = 'link') / count(*), count(orientation),
  count(*) FILTER (in_qpv) / count(in_qpv), count(*) FILTER (evening) / count(*),
  count(*) FILTER (len(mediators) >= 2) / count(*), count(*) FILTER (origin = 'resident') / count(*)
FROM ({files})
WHERE {scope} AND (service_date BETWEEN '2026-01-01' AND '2026-10-31'
                   OR service_date BETWEEN '2025-01-01' AND '2025-10-31')
GROUP BY {group}
"""
SHAPES = {
    "12 indicateurs": ((), "", "1"),
    "12 indicateurs par mois": (("month",), "month,", "GROUPING SETS ((1), (1, 2))"),
}


def main(size: int) -> None:
    settings.FACT_STORE = settings.VAR / "bench" / f"facts-{size}"
    settings.FACT_TABLES = ["entremise.activities.facts.ACTIVITIES"]
    begun = perf_counter()
    fill(size)
    print(f"  magasin : {perf_counter() - begun:.0f} s", file=sys.stderr)
    results: list[dict[str, Any]] = []
    for name, (scope, condition, other) in ASKERS.items():
        for shape, (by, key, group) in SHAPES.items():
            question = Question(DASHBOARD, scope, PERIOD, by, compare=PERIOD.previous_year())
            sql = BY_HAND.format(key=key, files=_files(), scope=condition, group=group)
            results += _measure(f"{shape}, {name}", question, sql, other)
    print(json.dumps(results))


def _files() -> str:
    months = {*PERIOD.months(), *PERIOD.previous_year().months()}
    return store.relation("activities", store.version("activities"), months)


def _measure(name: str, question: Question, sql: str, other: Scope) -> list[dict[str, Any]]:
    """The first time, the next times by turns with the SQL by hand, and for another asker."""
    first = _timed(lambda: answer(question))
    _same(question, sql)
    ours, by_hand = [], []
    for _ in range(ROUNDS):
        ours.append(_timed(lambda: answer(question)))
        by_hand.append(_timed(lambda: engine.rows(sql)))
    another = _timed(lambda: answer(replace(question, scope=other)))
    ratio = median(ours) / median(by_hand)
    return [
        _row(f"{name}, première fois", first, "ms"),
        _row(f"{name}, autre demandeur", another, "ms"),
        _row(f"{name}, médiane", median(ours), "ms"),
        _row(f"{name}, SQL à la main, médiane", median(by_hand), "ms"),
        _row(f"{name}, rapport au SQL à la main", ratio, "×", AIM),
    ]


def _timed(what: Callable[[], Any]) -> float:
    begun = perf_counter()
    what()
    return (perf_counter() - begun) * 1000


def _same(question: Question, sql: str) -> None:
    """Both must say the same, or the comparison means nothing."""
    inside = replace(question, scope=replace(question.scope, small_count=0))
    found = answer(inside).totals
    width = 1 + len(question.by)
    for line in engine.rows(sql):
        if question.by and line[1] is not None:
            continue
        values = found.values if line[0] else found.previous
        told = [values[code].number for code in question.indicators]
        assert told == list(line[width:]), (told, line)


def _row(name: str, value: float, unit: str, aim: float | None = None) -> dict[str, Any]:
    met = aim is None or value <= aim
    return {"name": name, "value": round(value, 2), "unit": unit, "aim": aim, "ok": met}


if __name__ == "__main__":
    main(int(sys.argv[1]))
