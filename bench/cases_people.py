"""Who is in the disputes of the bench, what they say, and what they are found again by.

Nobody has an invented name: people are numbers. A name is shared, a building as well; who asked
once may ask again, and an agency of a landlord asks for a hundred tenants.
"""

import random
from collections.abc import Mapping

FIRST_NAMES, NAMES, STREETS, AGENCIES = 60, 3_001, 40, 12

SENTENCES = (
    "La musique s'entend jusqu'à deux heures du matin, plusieurs fois par semaine.",
    "Les enfants courent dans l'appartement du dessus dès six heures.",
    "Le palier est encombré de poussettes et de vélos.",
    "Ils ne se parlent plus depuis l'été, et s'évitent dans l'escalier.",
    "Des mots ont été échangés sur le parking, devant d'autres locataires.",
    "Chacun dit avoir écrit au bailleur sans avoir de réponse.",
    "Une rencontre est acceptée, à condition qu'elle ait lieu hors de l'immeuble.",
    "Le chien reste seul la journée et aboie.",
    "La fumée du barbecue entre par les fenêtres ouvertes.",
    "Ils proposent d'essayer pendant un mois et d'en reparler.",
)
COMMON_FIRST_NAME = "Prénom007"


def person(number: int) -> dict[str, str]:
    """Somebody, always the same for a number."""
    first, name = number % FIRST_NAMES, number * 7_919 % NAMES
    return {
        "name": f"Prénom{first:03} Nom{name:04}",
        "phone": f"03 20 {number // 10_000:02} {number // 100 % 100:02} {number % 100:02}",
        "email": f"p{number}@example.org",
        "address": f"{number // STREETS % 60 + 1} rue Exemple {number % STREETS}",
    }


def agency(number: int) -> Mapping[str, str]:
    """Where a landlord answers from."""
    return {
        "name": f"Agence {number:02}",
        "phone": f"03 28 00 00 {number:02}",
        "email": f"agence{number}@example.org",
    }


def said(chance: random.Random, count: int) -> str:
    """So many sentences."""
    return " ".join(chance.sample(SENTENCES, count))
