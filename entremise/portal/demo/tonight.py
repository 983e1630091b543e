"""What is under way at the instant of the demonstration, whatever the hour it is played at."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from entremise.activities.models import Round
from entremise.structures.days import service_day

from .chance import identifier
from .generate import DemoOuting, DemoStop, Generator
from .shifts import PARIS
from .world import World

DAY_STARTS_AT = 5  # hours, as that of every dispositif of the pack
GONE_FOR = timedelta(minutes=95)
LASTS = timedelta(hours=4)
FIRST_STOP, STAY, WALK = timedelta(minutes=10), timedelta(minutes=40), timedelta(minutes=10)


def unfinished(generator: Generator, world: World) -> list[DemoOuting]:
    """The rounds received as under way, as they really were: nobody may have sent their end."""
    keys = {world.dispositifs[key]: key for key in generator.teams}
    rows = Round.objects.filter(ended_at=None, dispositif__in=keys).order_by("started_at", "pk")
    return [
        outing
        for row in rows
        if (outing := _found_again(generator, keys[row.dispositif_id], row)) is not None
    ]


def _found_again(generator: Generator, key: str, row: Round) -> DemoOuting | None:
    drawn = generator.outings(key, row.service_date)
    relief = relief_round(generator, key, row.service_date, row.local(row.started_at))
    return next((outing for outing in [*drawn, relief] if outing.id == row.pk), None)


def tonight(
    generator: Generator, key: str, known: Iterable[DemoOuting], *, at: datetime
) -> DemoOuting | None:
    """A round under way for somebody to see, when the team is off at that instant; else None.

    It holds no entry: what was logged on it still waits on a telephone.
    """
    day = service_day(at, PARIS.key, DAY_STARTS_AT)
    own = [outing for outing in known if outing.dispositif == key]
    if any(outing.started_at <= at < outing.ended_at for outing in own):
        return None
    local = at.astimezone(PARIS)
    opening = datetime(day.year, day.month, day.day, DAY_STARTS_AT, tzinfo=PARIS)
    gone = local - GONE_FOR
    gone = gone.replace(minute=gone.minute // 5 * 5, second=0, microsecond=0)
    started = max([opening, gone, *(o.ended_at for o in own if o.ended_at <= at)])
    return relief_round(generator, key, day, started)


def relief_round(generator: Generator, key: str, day: date, started: datetime) -> DemoOuting:
    """The round of the first pair of a team outside of its hours, from that instant."""
    before = [o.started_at for o in generator.outings(key, day) if o.started_at > started]
    ended = min([started + LASTS, *before])
    rounds = generator.rounds[key]
    planned = rounds.landmarks(rounds.sectors.values[:2])
    arrivals = [started + FIRST_STOP + n * (STAY + WALK) for n in range(len(planned))]
    return DemoOuting(
        id=identifier(generator.rules["seed"], key, "relief", started.isoformat()),
        dispositif=key,
        mediators=tuple(generator.teams[key][:2]),
        service_date=day,
        started_at=started,
        ended_at=ended,
        planned=planned,
        stops=tuple(
            DemoStop(place, arrival, arrival + STAY)
            for place, arrival in zip(planned, arrivals, strict=True)
            if arrival + STAY <= ended
        ),
    )
