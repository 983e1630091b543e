"""A table of posts for the measures of imports: ten posts an employer, each with two states."""

import random
from datetime import date

from entremise.core.streaming import csv_lines
from entremise.imports.enums import TableKind
from entremise.imports.sheets import TableFile
from entremise.structures.actor import Actor
from entremise.structures.enums import ActorType, Domain
from entremise.structures.models import Structure
from entremise.territories.models import Commune

TITLES = (
    "employeur", "numéro", "intitulé", "domaine", "code de la commune", "statut", "depuis le",
    "contrat", "quotité", "cause", "états précédents", "dernier jour",
)  # fmt: skip
POSTS_OF_ONE = 10
FIRST = date(2020, 1, 1).toordinal()
DAYS = 365 * 5


def table_of_posts(size: int, by: Actor) -> TableFile:
    """The employers are made once, in the region of the one who brings the table in."""
    Commune.objects.update(region=by.region_code)
    employers = [f"Employeur {number:05}" for number in range(size // POSTS_OF_ONE)]
    if not Structure.objects.filter(name=employers[0]).exists():
        rows = [Structure(name=name, actor_type=ActorType.ASSOCIATION) for name in employers]
        for row in rows:
            row.search_name = row.name.lower().replace(" ", "")
        Structure.objects.bulk_create(rows, batch_size=500)
    chance = random.Random(size)
    communes = list(Commune.objects.order_by("pk").values_list("pk", flat=True))
    rows = (
        _row(employers[n % len(employers)], n, chance, chance.choice(communes))
        for n in range(size)
    )  # fmt: skip
    content = "".join(csv_lines(TITLES, rows)).encode()
    return TableFile(content, TableKind.CSV, "postes.csv")


def _row(employer: str, number: int, chance: random.Random, commune: str) -> tuple[str, ...]:
    planned = FIRST + chance.randrange(DAYS)
    begun = planned + 1 + chance.randrange(200)
    ended = f"{_day(begun + chance.randrange(100))}" if number % 5 == 0 else ""
    return (
        employer, f"P{number}", f"Poste de médiation {number % 997}",
        str(chance.choice(list(Domain)).label), commune, "créé", _day(begun),
        chance.choice(("CDI", "CDD", "adulte-relais")), chance.choice(("1", "0,8", "50 %")),
        "recrutement", f"en perspective le {_day(planned)}, non connu, besoin repéré", ended,
    )  # fmt: skip


def _day(ordinal: int) -> str:
    return f"{date.fromordinal(ordinal):%d/%m/%Y}"
