"""The posts of the State's file as lives: their number, their first day, their last one.

A number says the contrat de ville and a rank, « CN05911M-03 », so that the posts of an employer are
known again without any other mark.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from entremise.core import clock
from entremise.core.typography import agree
from entremise.positions.enums import AT_WORK, Contract
from entremise.positions.models import Position, PositionPeriod
from entremise.territories.models import Commune, ContratVille

SOURCE = "État, contrats de ville"
FIRST_YEAR = 2024  # the first one published by contrat de ville
MOST = 500

Life = list[str]  # the number of a post, its first day, its last one or ""


def years() -> range:
    """The years whose 1st of January has come."""
    return range(FIRST_YEAR, clock.today().year + 1)


def followed(
    before: Sequence[Life], contrat: str, counts: Mapping[int, int], typed: Mapping[int, int]
) -> tuple[list[Life], tuple[str, ...]]:
    """The lives of the posts of an employer once these years are told, and what one should know."""
    lives = [list(life) for life in before]
    notes = []
    for year in sorted(counts):
        first, eve = f"{year}-01-01", f"{year - 1}-12-31"
        instead = min(typed.get(year, 0), counts[year])
        if instead:
            notes.append(f"{year} : {instead} {agree(instead, 'poste')} déjà au registre.")
        if typed.get(year, 0) > counts[year]:
            notes.append(
                f"{year} : le registre en dit {typed[year]}, l'État {counts[year]} ; "
                "les postes saisis ne changent pas."
            )
        running = [life for life in lives if life[1] <= first and (life[2] or first) >= first]
        running.sort(key=lambda life: (life[1], life[0]))
        wanted = counts[year] - instead
        for life in running[wanted:]:
            if life[1] == first:
                lives.remove(life)
            else:
                life[2] = eve
        used = {life[0] for life in [*before, *lives]}
        for _ in range(wanted - len(running)):
            rank = next(n for n in range(1, MOST * 9) if f"{contrat}-{n:02}" not in used)
            used.add(f"{contrat}-{rank:02}")
            lives.append([f"{contrat}-{rank:02}", first, ""])
    return sorted(lives), tuple(notes)


def lives_of(structure: int | None = None) -> dict[tuple[int, str], list[Life]]:
    """The posts that came from this file, by employer and contrat de ville."""
    rows = Position.objects.filter(source=SOURCE).order_by("number")
    rows = rows.filter(structure=structure) if structure else rows
    starts = dict(
        PositionPeriod.objects.filter(position__source=SOURCE)
        .order_by("-starts_on")
        .values_list("position", "starts_on")
    )
    found: dict[tuple[int, str], list[Life]] = {}
    for row in rows:
        place = (row.structure_id, row.number.rsplit("-", 1)[0])
        ended = row.ended_on.isoformat() if row.ended_on else ""
        found.setdefault(place, []).append([row.number, starts[row.pk].isoformat(), ended])
    return found


def typed_by_structure() -> dict[tuple[int, int], int]:
    """How many adulte-relais posts each structure has typed, that existed in each year."""
    found: dict[tuple[int, int], set[int]] = {}
    periods = PositionPeriod.objects.filter(
        contract=Contract.ADULTE_RELAIS, status__in=AT_WORK, position__source=""
    )
    read = ("position_id", "position__structure_id", "starts_on", "ends_on")
    for post, structure, start, end in periods.values_list(*read):
        for year in years():
            if start <= date(year, 12, 31) and (end is None or end >= date(year, 1, 1)):
                found.setdefault((structure, year), set()).add(post)
    return {place: len(posts) for place, posts in found.items()}


def seat_of(code: str) -> str | None:
    """Where the posts of an employer of unknown seat are: at the commune that carries the contrat,
    or at the largest one of the EPCI that does."""
    contrat = ContratVille.objects.get(pk=code)
    if contrat.commune_id:
        return str(contrat.commune_id)
    communes = Commune.objects.current().filter(epci=contrat.epci_id).exclude(epci=None)
    return communes.order_by("-population", "pk").values_list("pk", flat=True).first()
