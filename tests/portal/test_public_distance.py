"""Distances, and how one says them: the same cases as frontend/portal/nearby.test.js."""

import pytest

from entremise.portal.public.distance import metres, spoken

LILLE, ROUBAIX, PARIS = (3.0586, 50.6365), (3.1746, 50.6901), (2.3488, 48.8534)


def test_distances_are_those_of_a_map() -> None:
    assert metres(LILLE, LILLE) == 0
    assert metres(LILLE, ROUBAIX) == pytest.approx(10_150, abs=100)
    assert metres(LILLE, PARIS) == pytest.approx(204_500, abs=1000)


def test_a_distance_is_said_as_people_say_it() -> None:
    lengths = [3, 49, 849, 974, 975, 3_440, 9_949, 9_950, 27_400, 1_204_000]
    said = [spoken(length).replace("\u00a0", " ").replace("\u202f", " ") for length in lengths]
    assert said == [
        "50 m", "50 m", "850 m", "950 m", "1,0 km", "3,4 km", "9,9 km", "10 km", "27 km",
        "1 204 km",
    ]  # fmt: skip
