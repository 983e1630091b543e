"""Opening hours: said in French, open or not at an instant, typed by day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from entremise.core.typography import NARROW, WIDE
from entremise.structures.hours import (
    Slot,
    Slots,
    Span,
    hours_of,
    in_words,
    open_now,
    slots_of,
    validate_hours,
    week,
)
from entremise.structures.hours.slots import OverlapError

SEASONS = "Sep 16-Jun 14 Tu-Sa 16:00-23:00; Jun 15-Sep 15 Mo-Sa 17:00-24:00"
WINTER = date(2026, 11, 25)  # a Wednesday
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("Mo-Fr 16:00-23:00; Sa 17:00-01:00",
         "du lundi au vendredi, de 16 h à 23 h ; samedi, de 17 h à 1 h"),
        (SEASONS,
         "du 16 septembre au 14 juin, du mardi au samedi, de 16 h à 23 h ; "
         "du 15 juin au 15 septembre, du lundi au samedi, de 17 h à minuit"),
        ("Mo-Fr 09:00-12:00,14:00-18:30; PH off",
         "du lundi au vendredi, de 9 h à 12 h et de 14 h à 18 h 30 ; fermé les jours fériés"),
        ("Mo,We,Fr 14:00-17:00", "lundi, mercredi et vendredi, de 14 h à 17 h"),
        ("Sa-Su 10:00-12:00", "samedi et dimanche, de 10 h à 12 h"),
        ("24/7", "tous les jours, jour et nuit"),
        ("Mo-Su 22:00-06:00", "tous les jours, de 22 h à 6 h"),
        ("Sa", "samedi, toute la journée"),
        ("Aug off", "en août, fermé"),
        ("Apr-Oct Mo-Fr 10:00-12:00; Sa-Su off",
         "d’avril à octobre, du lundi au vendredi, de 10 h à 12 h ; "
         "fermé le samedi et le dimanche"),
        ("Jan 1-Mar 1 Mo 10:00-12:00", "du 1er janvier au 1er mars, lundi, de 10 h à 12 h"),
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"',
         "du lundi au vendredi, de 9 h à 12 h (sur rendez-vous)"),
        ("Mo,We 14:00-17:00; SH 10:00-17:00",
         "lundi et mercredi, de 14 h à 17 h ; pendant les vacances scolaires, de 10 h à 17 h"),
        ("We[4] 14:00-16:00", "cette semaine : mercredi, de 14 h à 16 h"),
        ("We[1] 14:00-16:00", "cette semaine : fermé"),
        ("Jan-Mar 10:00-12:00", "de janvier à mars, tous les jours, de 10 h à 12 h"),
        ("Mar 10:00-12:00; Dec 24 10:00-12:00",
         "en mars, tous les jours, de 10 h à 12 h ; "
         "le 24 décembre, tous les jours, de 10 h à 12 h"),
        ('"sur rendez-vous"', "sur rendez-vous"),
        ('Mo-Fr 10:00-12:00 || "sur rendez-vous"',
         "cette semaine : lundi, mardi, mercredi, jeudi et vendredi, de 10 h à 12 h"),
        ('We 10:00-12:00 "bureau 2; sonnez à SHANGAI"',
         "cette semaine : mercredi, de 10 h à 12 h"),
        ("", ""),
    ],
)  # fmt: skip
def test_hours_are_said_in_french(hours: str, said: str) -> None:
    assert in_words(hours, WINTER).replace(NARROW, " ").replace(WIDE, " ") == said


def test_the_hours_of_a_sentence_do_not_break() -> None:
    assert f"16{WIDE}h" in in_words("Mo 16:00-17:00")
    assert f"{NARROW};" in in_words("Mo 16:00-17:00; We 10:00-12:00")


@pytest.mark.parametrize(
    ("hours", "at", "opened"),
    [
        ("Mo-Fr 16:00-23:00; Sa 17:00-01:00", "2026-11-25T22:59+01:00", True),
        ("Mo-Fr 16:00-23:00; Sa 17:00-01:00", "2026-11-25T23:00+01:00", False),
        ("Mo-Fr 16:00-23:00; Sa 17:00-01:00", "2026-11-29T00:30+01:00", True),
        ("Mo-Fr 16:00-23:00", "2026-11-25T15:30+00:00", True),  # half past four in Paris
        ("Mo-Fr 09:00-18:00; PH off", "2026-07-14T10:00+02:00", False),
        ("Mo-Fr 09:00-18:00", "2026-07-14T10:00+02:00", True),
        (SEASONS, "2026-07-06T23:30+02:00", True),  # a Monday of summer
        (SEASONS, "2026-11-23T17:00+01:00", False),  # a Monday of autumn
        ("SH Mo-Fr 10:00-17:00", "2026-07-15T10:30+02:00", None),
        ("", "2026-07-15T10:30+02:00", None),
    ],
)
def test_open_or_not_by_the_clock_of_the_place(hours: str, at: str, opened: bool | None) -> None:
    assert open_now(hours, datetime.fromisoformat(at)) is opened


def test_the_clock_of_the_place_is_that_of_its_zone() -> None:
    at = datetime(2026, 11, 25, 6, 30, tzinfo=PARIS)
    assert open_now("Mo-Fr 09:00-12:00", at, "Indian/Reunion") is True
    assert open_now("Mo-Fr 09:00-12:00", at) is False


def test_a_week_gives_the_stretches_of_each_day() -> None:
    spans = week("Mo-Fr 16:00-23:00; Sa 17:00-01:00", WINTER)
    assert spans[0] == spans[4] == [Span(960, 1380)]
    assert spans[5] == [Span(1020, 1500)]
    assert spans[6] == []
    assert week(SEASONS, WINTER)[0] == []
    assert week(SEASONS, date(2026, 7, 15))[0] == [Span(1020, 1440)]


def test_a_week_is_an_ordinary_one() -> None:
    """The fourteenth of July counts, the night of Sunday is not Monday's, nor school holidays."""
    assert week("Mo-Fr 09:00-12:00; PH off", date(2026, 7, 14))[1] == [Span(540, 720)]
    assert week("Su 22:00-02:00", WINTER) == {day: [] for day in range(6)} | {6: [Span(1320, 1560)]}
    assert week("24/7", WINTER) == {day: [Span(0, 1440)] for day in range(7)}
    assert week("Mo 09:00-12:00; SH Mo-Fr 10:00-17:00", WINTER)[2] == []
    assert week("", WINTER) == {day: [] for day in range(7)}


@pytest.mark.parametrize(
    "hours",
    [
        "Mo-Fr 16:00-23:00; Sa 17:00-01:00",
        "Mo-Fr 09:00-12:00,14:00-18:30; PH off",
        "Mo,We 14:00-17:00; Tu,Th-Sa 10:00-12:00",
        "Mo-Su 22:00-24:00",
        "",
    ],
)
def test_what_is_typed_by_day_is_written_and_read_back(hours: str) -> None:
    typed = slots_of(hours)
    assert typed is not None
    assert hours_of(typed) == hours


@pytest.mark.parametrize(
    "hours", [SEASONS, "Mo[1] 10:00-12:00", "PH 10:00-12:00", 'Mo 10:00-12:00 "sur rendez-vous"',
              "Mo-Fr 10:00-12:00; Mo 14:00-16:00"],
)  # fmt: skip
def test_what_says_more_than_days_and_times_stays_written(hours: str) -> None:
    assert slots_of(hours) is None


def test_each_day_is_said_once_with_all_its_stretches() -> None:
    """In this grammar a rule replaces those before it for its days."""
    typed = Slots([Slot(["Mo", "Tu"], 540, 720), Slot(["Mo"], 840, 0)])
    assert hours_of(typed) == "Mo 09:00-12:00,14:00-24:00; Tu 09:00-12:00"
    with pytest.raises(OverlapError, match="Mo"):
        hours_of(Slots([Slot(["Mo"], 540, 720), Slot(["Mo", "Tu"], 700, 800)]))


@pytest.mark.parametrize(
    ("hours", "opened"),
    [
        ("Mo 08:00-09:00; 24/7", range(7)),
        ('Mo 10:00-12:00 "le 2; SH ou non"; We 10:00-12:00', [0, 2]),
        ('Mo 10:00-12:00 || "sur rendez-vous"', [0]),
        ("Mo,We 10:00-12:00; SH Tu 10:00-12:00", [0, 2]),
        ("SH Tu 10:00-12:00 || Mo 10:00-12:00", [0]),
        ("Mo-Tu,SH 10:00-12:00", [0, 1]),
        ("SH off", []),
    ],
)
def test_whatever_hours_a_sheet_may_hold_have_a_week(hours: str, opened: list[int]) -> None:
    validate_hours(hours)
    assert [day for day, spans in week(hours, WINTER).items() if spans] == list(opened)
