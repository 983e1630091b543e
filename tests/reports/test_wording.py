"""Numbers become French, and what is not published never does."""

from datetime import date

import pytest

from entremise.core.typography import long_date
from entremise.reports.document import MISSING, Cell, Measure
from entremise.reports.wording import cell_text, comparison, sentence

COUNT = Measure("activities", "Interventions", "count")
SHARE = Measure("qpv_share", "Part en quartier prioritaire", "percent")
HOURS = Measure("mediation_hours", "Heures", "hours")
MINUTES = Measure("mean_duration", "Durée moyenne", "minutes")
RATIO = Measure("people_per_activity", "Personnes par intervention", "ratio", 1)
SECRET = Cell(None, "suppressed")


@pytest.mark.parametrize(
    ("number", "measure", "written"),
    [
        (1284, COUNT, "1\u202f284"),
        (0, COUNT, "0"),
        (0.7134, SHARE, "71\u202f%"),
        (1922.4, HOURS, "1\u202f922\u00a0h"),
        (95, MINUTES, "1\u00a0h\u00a035"),
        (2.25, RATIO, "2,3"),
    ],
)
def test_a_number_is_written_in_its_unit(number: float, measure: Measure, written: str) -> None:
    assert cell_text(Cell(number), measure) == written


def test_what_is_not_published_is_said_with_the_same_words() -> None:
    assert cell_text(SECRET, COUNT) == cell_text(SECRET, SHARE) == "secret"
    assert cell_text(MISSING, COUNT) == "n.\u202fd."


@pytest.mark.parametrize(
    ("value", "before", "measure", "said"),
    [
        (1284, 1146, COUNT, "12\u202f% de plus qu'en 2025"),
        (1000, 1100, COUNT, "9\u202f% de moins qu'en 2025"),
        (1146, 1146, COUNT, "autant qu'en 2025"),
        (1147, 1146, COUNT, "presque autant qu'en 2025"),  # rounds to 0 %
        (4120, 1900, COUNT, "2,2 fois plus qu'en 2025"),
        (30, 20, COUNT, "10 de plus qu'en 2025"),  # too few for a percentage
        (12, 0, COUNT, "12 de plus qu'en 2025"),
        (0.713, 0.68, SHARE, "3 points de plus qu'en 2025"),
        (0.68, 0.69, SHARE, "1 point de moins qu'en 2025"),
        (30, 34, MINUTES, "4\u00a0min de moins qu'en 2025"),
        (2.4, 2.1, RATIO, "0,3 de plus qu'en 2025"),
    ],
)
def test_a_comparison(value: float, before: float, measure: Measure, said: str) -> None:
    assert comparison(Cell(value), Cell(before), measure, "qu'en 2025") == said


@pytest.mark.parametrize("hidden", [SECRET, MISSING])
def test_nothing_is_compared_with_what_is_not_published(hidden: Cell) -> None:
    assert comparison(hidden, Cell(10), COUNT, "qu'en 2025") == ""
    assert comparison(Cell(10), hidden, COUNT, "qu'en 2025") == ""


def test_a_sentence_agrees_with_its_number() -> None:
    words = ("intervention", "interventions")
    assert sentence(Cell(0), COUNT, *words) == "0 intervention"
    assert sentence(Cell(1), COUNT, *words) == "1 intervention"
    assert sentence(Cell(2), COUNT, *words) == "2 interventions"
    assert sentence(SECRET, COUNT, *words) == "Interventions\u00a0: secret"


def test_dates() -> None:
    assert long_date(date(2026, 1, 1)) == "1er janvier 2026"
    assert long_date(date(2026, 11, 21)) == "21 novembre 2026"
