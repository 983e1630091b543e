"""What may be done only so often."""

from datetime import timedelta

import pytest

from entremise.core.errors import Refusal
from entremise.core.pace import keep_pace

HOUR = timedelta(hours=1)


def test_beyond_the_pace_it_is_refused() -> None:
    for _ in range(3):
        keep_pace("door:1", most=3, within=HOUR)
    keep_pace("door:2", most=3, within=HOUR)
    with pytest.raises(Refusal) as refused:
        keep_pace("door:1", most=3, within=HOUR)
    assert refused.value.status == 429


def test_what_is_past_is_forgotten() -> None:
    past = timedelta(0)
    for _ in range(5):
        keep_pace("door:3", most=1, within=past)
