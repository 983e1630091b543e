"""Whether a service is open, as one says it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from entremise.portal.public.opening import open_at

PARIS = "Europe/Paris"
EVENINGS = "Mo-Fr 16:00-23:00; Sa 17:00-01:00"
# Monday 23 November 2026 at ten, and so on.
MONDAY_MORNING = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo(PARIS))
MONDAY_EVENING = datetime(2026, 11, 23, 20, tzinfo=ZoneInfo(PARIS))
SATURDAY_LATE = datetime(2026, 11, 28, 23, 30, tzinfo=ZoneInfo(PARIS))
SUNDAY_NIGHT = datetime(2026, 11, 29, 0, 30, tzinfo=ZoneInfo(PARIS))
SUNDAY = datetime(2026, 11, 29, 12, tzinfo=ZoneInfo(PARIS))


@pytest.mark.parametrize(
    ("hours", "at", "is_open", "words"),
    [
        (EVENINGS, MONDAY_EVENING, True, "ouvert ce soir jusqu'à 23 h"),
        (EVENINGS, SATURDAY_LATE, True, "ouvert ce soir jusqu'à 1 h"),
        (EVENINGS, SUNDAY_NIGHT, True, "ouvert cette nuit jusqu'à 1 h"),
        (EVENINGS, MONDAY_MORNING, False, "ouvre aujourd'hui à 16 h"),
        (EVENINGS, SUNDAY, False, "ouvre demain à 16 h"),
        ("Mo-Fr 09:00-12:00,14:00-18:30", SATURDAY_LATE, False, "ouvre lundi à 9 h"),
        ("Mo-Fr 09:00-12:00,14:00-18:30", MONDAY_MORNING, True, "ouvert aujourd'hui jusqu'à 12 h"),
        ("Mo-Su 20:00-24:00", MONDAY_EVENING, True, "ouvert ce soir jusqu'à minuit"),
        ("Mo-Su 19:30-21:00", MONDAY_MORNING, False, "ouvre ce soir à 19 h 30"),
        ("Mo 10:00-12:00", MONDAY_EVENING, False, "ouvre le 30 novembre à 10 h"),
        ("2027 Jan 01 10:00-12:00", SUNDAY, False, "ouvre le 1er janvier à 10 h"),
        ("24/7", SUNDAY_NIGHT, True, "ouvert jour et nuit"),
        ("Mo-Su off", SUNDAY, False, "fermé en ce moment"),
        ("Mo-Fr 16:00-23:00; SH off", MONDAY_EVENING, False,
         "horaires selon les vacances scolaires"),
        ("", MONDAY_EVENING, False, "horaires à demander"),
        ('"sur rendez-vous"', SUNDAY, False, "horaires à demander"),
        ('Mo 10:00-12:00 || "sur rendez-vous"', SUNDAY, False, "ouvre demain à 10 h"),
        ('Mo 10:00-12:00 || "sur rendez-vous"', MONDAY_MORNING, True,
         "ouvert aujourd'hui jusqu'à 12 h"),
        ('Mo 10:00-12:00 "porte SH; sonnez"', MONDAY_MORNING, True,
         "ouvert aujourd'hui jusqu'à 12 h"),
    ],
)  # fmt: skip
def test_what_is_said_of_hours(hours: str, at: datetime, is_open: bool, words: str) -> None:
    now = open_at(hours, at, PARIS)
    assert (now.is_open, now.words.replace("\u00a0", " ")) == (is_open, words)


def test_a_public_holiday_counts() -> None:
    christmas = datetime(2026, 12, 25, 18, tzinfo=ZoneInfo(PARIS))
    assert not open_at("Mo-Fr 16:00-23:00; PH off", christmas, PARIS).is_open


def test_clocks_are_those_of_the_place() -> None:
    noon_in_paris = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo(PARIS))
    assert open_at("Mo-Fr 14:00-18:00", noon_in_paris, "Indian/Reunion").is_open
    assert not open_at("Mo-Fr 14:00-18:00", noon_in_paris, PARIS).is_open
