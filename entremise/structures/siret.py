"""SIRET numbers: what is typed, what is kept, what is wrong with it."""

from django.core.exceptions import ValidationError
from stdnum import exceptions as faults
from stdnum.fr import siret

from entremise.core.typography import NARROW


def compact(typed: str) -> str:
    """« 552 081 317 66522 » → 55208131766522."""
    return siret.compact(typed)


def written(number: str) -> str:
    """55208131766522 → « 552 081 317 66522 », with spaces that do not break."""
    return NARROW.join((number[:3], number[3:6], number[6:9], number[9:])) if number else ""


def validate_siret(value: str) -> None:
    """Fourteen digits whose control digits are right (La Poste's exception included)."""
    try:
        siret.validate(value)
    except faults.InvalidLength:
        count = len(compact(value))
        raise ValidationError(f"Un SIRET compte 14 chiffres ; celui-ci en a {count}.") from None
    except faults.InvalidFormat:
        raise ValidationError("Un SIRET ne contient que des chiffres.") from None
    except faults.InvalidChecksum:
        raise ValidationError(
            "La clé de ce SIRET n'est pas juste : un chiffre est sans doute mal recopié."
        ) from None
