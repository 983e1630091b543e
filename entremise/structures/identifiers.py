"""SIRET, SIREN, RNA and telephone numbers: what is typed, what is kept, what is wrong with it."""

import re
from types import ModuleType

from django.core.exceptions import ValidationError
from stdnum import exceptions as faults
from stdnum.fr import siren, siret

from entremise.core.typography import NARROW

SIREN = 9  # the digits of a SIRET that are those of its SIREN
# Répertoire national des associations: W, the code of the département, an order number.
RNA = re.compile(r"W[0-9AB]{3}[0-9]{6}")


def compact(typed: str) -> str:
    """« 552 081 317 66522 » → 55208131766522; « w59 1000 123 » → W591000123."""
    return siret.compact(typed).upper()


def written(number: str) -> str:
    """55208131766522 → « 552 081 317 66522 », with spaces that do not break; a SIREN alike."""
    parts = (number[:3], number[3:6], number[6:9], number[9:])
    return NARROW.join(part for part in parts if part)


def phone_written(number: str) -> str:
    """0353010002 → « 03 53 01 00 02 »; others as they are."""
    if len(number) != 10 or not number.startswith("0"):
        return number
    return NARROW.join(number[at : at + 2] for at in range(0, 10, 2))


def validate_siret(value: str) -> None:
    """Fourteen digits whose control digits are right (La Poste's exception included)."""
    _validate(value, siret, "SIRET", 14)


def validate_siren(value: str) -> None:
    """Nine digits whose control digit is right."""
    _validate(value, siren, "SIREN", SIREN)


def validate_rna(value: str) -> None:
    """« W591000123 », as the register of associations gives it. It has no control digit."""
    if not RNA.fullmatch(value):
        raise ValidationError(
            "Un numéro RNA s'écrit W suivi de neuf chiffres, comme W591000123 ; il figure sur le "
            "récépissé de la préfecture."
        )


def _validate(value: str, numbers: ModuleType, name: str, length: int) -> None:
    try:
        numbers.validate(value)
    except faults.InvalidLength:
        count = len(compact(value))
        raise ValidationError(
            f"Un {name} compte {length} chiffres ; celui-ci en a {count}."
        ) from None
    except faults.InvalidFormat:
        raise ValidationError(f"Un {name} ne contient que des chiffres.") from None
    except faults.InvalidChecksum:
        raise ValidationError(
            f"La clé de ce {name} n'est pas juste : un chiffre est sans doute mal recopié."
        ) from None
