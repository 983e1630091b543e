"""What any agenda opens: lines that end and fold as the format asks, signs escaped, hours exact."""

from datetime import UTC, date, datetime, time

from entremise.core import clock
from entremise.core.icalendar import OCTETS, Event, calendar

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def lines(*events: Event) -> list[str]:
    """The lines of the file, unfolded."""
    with clock.hold(NOON):
        content = calendar("Rencontres", events)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= OCTETS for line in content.split(b"\r\n"))
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_hours_are_those_of_the_wall_in_winter_and_in_summer() -> None:
    winter = lines(Event("a", date(2026, 11, 24), "Hiver", time(9, 30), 90))
    assert "DTSTART:20261124T083000Z" in winter
    assert "DTEND:20261124T100000Z" in winter
    assert "DTSTAMP:20261123T120000Z" in winter
    assert "DTSTART:20260701T073000Z" in lines(Event("b", date(2026, 7, 1), "Été", time(9, 30)))


def test_without_an_hour_it_lasts_the_day() -> None:
    told = lines(Event("a", date(2026, 12, 31), "Réveillon"))
    assert "DTSTART;VALUE=DATE:20261231" in told
    assert "DTEND;VALUE=DATE:20270101" in told


def test_long_words_fold_between_letters_and_signs_are_escaped() -> None:
    summary = "Été ; à Œuilly, \\ « là-bas »\nsuite " * 9
    (told,) = [line for line in lines(Event("a", date(2026, 1, 1), summary)) if "SUMMARY" in line]
    said = told.removeprefix("SUMMARY:").replace("\\n", "\n").replace("\\;", ";")
    assert said.replace("\\,", ",").replace("\\\\", "\\") == summary
