"""A journal at volume: half of the lines in one structure, the rest in others, over three years."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

from entremise.accounts.models import User
from entremise.core import clock
from entremise.journal.actions import record_many
from entremise.journal.models import JournalLine
from entremise.structures.models import Structure

CHUNK = 20_000
SEED = 20_130_612
# One line in so many: what one looks for is rarely what was just written.
RARE = 20_000
RARE_VERB = "member.added"
YEARS = 3


def fill_journal(size: int, structures: Sequence[Structure], people: Sequence[User]) -> None:
    """Write `size` sealed lines. The first structure has half of them; the last of these people
    writes rare ones only."""
    lines = _lines(size, structures, people)
    while chunk := [line for _, line in zip(range(CHUNK), lines, strict=False)]:
        record_many(chunk)


def _lines(
    size: int, structures: Sequence[Structure], people: Sequence[User]
) -> Iterator[JournalLine]:
    chance = random.Random(SEED)
    begun = clock.now() - timedelta(days=365 * YEARS)
    for number in range(size):
        rare = number % RARE == 0
        at_home = rare or chance.random() < 0.5
        yield JournalLine(
            at=begun + timedelta(days=365 * YEARS * number / size),
            user=people[-1] if rare else chance.choice(people[:-1]),
            structure_id=(structures[0] if at_home else chance.choice(structures[1:])).pk,
            verb=RARE_VERB if rare else "activity.logged",
            subject_type="activities.activity",
            subject_id=str(number),
            changes={"people": [1, 2]} if number % 3 == 0 else {},
        )
