"""Loads the demonstration region as a whole, adding only what is missing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from entremise.activities.enums import Source
from entremise.activities.models import Activity
from entremise.core import clock
from entremise.territories.models import Commune

from . import accounts
from .employers import load_employers
from .fill import fill, fill_rounds
from .generate import DemoOuting, Generator, entries_of
from .jobs import load_jobs
from .load import load
from .pack import Pack, read
from .support import load_support
from .world import World, world_of


@dataclass(frozen=True)
class Loaded:
    """What a load has added, and what it found the rows under."""

    pack: Pack
    world: World
    rows: int
    employers: int
    jobs: int
    support: int
    entries: int
    rounds: int

    def lines(self) -> list[tuple[int, str]]:
        """(how many, of what), to be printed."""
        return [
            (self.rows, "organisations, dispositifs, financements et comptes ajoutés"),
            (self.employers, "employeurs d'adultes-relais ajoutés (données réelles de l'ANCT)"),
            (self.jobs, "postes et conventions adulte-relais ajoutés"),
            (self.support, "rencontres, accompagnements et DLA de la mission ajoutés"),
            (self.entries, "activités de démonstration ajoutées"),
            (self.rounds, "tournées où elles ont été faites"),
        ]


def load_region(*, until: date) -> Loaded:
    """Load the pack, the employers, and the activity from last January to the end of a day.

    Nothing later than this instant is kept. Raises NotADemonstrationError in production, and
    ValueError when the codes of the territories have not been loaded.
    """
    accounts.require_demonstration()
    if not Commune.objects.exists():
        raise ValueError("Chargez d'abord les territoires : python manage.py load_territories.")
    today, pack = clock.today(), read()
    rows = load(pack, today=today, password=accounts.password())
    employers = load_employers(pack, Path(settings.GEODATA))
    world = world_of(pack)
    now = clock.now()
    outings = missing_outings(pack, world, since=first_day(today), until=until, before=now)
    return Loaded(
        pack,
        world,
        rows,
        employers,
        load_jobs(world, today=today),
        load_support(pack, world, today=today),
        entries=fill(pack, world, entries_of(outings)),
        rounds=fill_rounds(world, outings, at=now),
    )


def first_day(today: date) -> date:
    """The first day of activity: 1 January of last year."""
    return date(today.year - 1, 1, 1)


def missing_outings(
    pack: Pack, world: World, *, since: date, until: date, before: datetime
) -> list[DemoOuting]:
    """The rounds of the days of a window that are over, without those that are loaded already."""
    generator = Generator(pack)
    done = set(
        Activity.objects.filter(source=Source.IMPORT, service_date__range=(since, until))
        .values_list("dispositif_id", "service_date")
        .distinct()
    )
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    found: list[DemoOuting] = []
    for day in days:
        for key in generator.teams:
            outings = [] if (world.dispositifs[key], day) in done else generator.outings(key, day)
            if all(outing.ended_at <= before for outing in outings):
                found += outings
    return found
