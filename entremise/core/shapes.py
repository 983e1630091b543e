"""Reads what devices send: the shape first, each fault a French sentence under its field."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, ClassVar, TypeVar
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

Errors = dict[str, list[str]]


def _within_reach(instant: datetime) -> datetime:
    """Near the ends of the calendar an instant has no local time in every zone."""
    if not 1900 <= instant.year <= 2999:
        raise PydanticCustomError("out_of_reach", "far away")
    return instant


Instant = Annotated[AwareDatetime, AfterValidator(_within_reach)]


class Delivery(Schema):
    """What every record of a device says of itself: which one it is, and what it was made from.

    `added_later` names the fields that joined the shape once phones were in the field: they count
    in the fingerprint only when they say something, so that a delivery made before is recognised.
    """

    model_config = ConfigDict(extra="forbid")
    added_later: ClassVar[frozenset[str]] = frozenset()

    id: UUID
    base_version: int | None = Field(
        None, ge=1, description="version modifiée ; absente à la création"
    )

    def digest(self) -> str:
        """Fingerprint of the delivery, the version it is based on included: the same delivery made
        twice has the same one, a later return to an earlier content does not.
        """
        said = self.model_dump(mode="json")
        for name in self.added_later:
            if said[name] is None:
                del said[name]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass
class Rejected:
    """What cannot be accepted: the reasons, field by field, in French."""

    errors: Errors = field(default_factory=dict)

    def add(self, name: str, sentence: str) -> None:
        """One more reason."""
        self.errors.setdefault(name, []).append(sentence)


Shape = TypeVar("Shape", bound=Delivery)


def read(schema: type[Shape], payload: Any, *, whole: str, what: str) -> Shape | Rejected:
    """The payload in that shape, or what is wrong with it.

    `whole` names the field of a fault of the whole, `what` is the record in a sentence.
    """
    try:
        return schema.model_validate(payload)
    except ValidationError as error:
        rejected = Rejected()
        for fault in error.errors(include_url=False):
            name = ".".join(str(part) for part in fault["loc"]) or whole
            rejected.add(name, _sentence(fault["type"], fault.get("ctx", {}), what))
        return rejected


_DATETIME = "La date et l'heure ne sont pas lisibles (attendu : 2026-03-14T18:30:00+01:00)."

# The kinds of fault pydantic tells apart, in the words of a person who has to mend one.
_SENTENCES = {
    "missing": "Ce champ est obligatoire.",
    "uuid_type": "L'identifiant doit être un UUID.",
    "uuid_parsing": "L'identifiant n'est pas un UUID lisible.",
    "int_type": "Un nombre entier est attendu.",
    "int_parsing": "Un nombre entier est attendu.",
    "int_from_float": "Un nombre entier est attendu.",
    "float_type": "Un nombre est attendu.",
    "float_parsing": "Un nombre est attendu.",
    "finite_number": "Un nombre est attendu.",
    "string_type": "Un texte est attendu.",
    "list_type": "Une liste est attendue.",
    "dict_type": "Un ensemble de valeurs nommées est attendu.",
    "model_type": "Un ensemble de valeurs nommées est attendu.",
    "model_attributes_type": "Un ensemble de valeurs nommées est attendu.",
    "datetime_type": "Une date avec son heure est attendue.",
    "datetime_parsing": _DATETIME,
    "datetime_from_date_parsing": _DATETIME,
    "out_of_reach": "Cette date est trop lointaine : vérifiez l'année.",
    "datetime_object_invalid": "Cette date n'existe pas.",
    "timezone_aware": "L'heure doit porter son décalage horaire (par exemple +01:00).",
    "date_type": "Une date est attendue.",
    "date_parsing": "La date n'est pas lisible (attendu : 2026-03-14).",
    "date_from_datetime_parsing": "La date n'est pas lisible (attendu : 2026-03-14).",
    "date_from_datetime_inexact": "Une date sans heure est attendue.",
}


def _sentence(kind: str, context: dict[str, Any], what: str) -> str:
    if kind == "greater_than_equal":
        return f"La valeur doit être au moins {context['ge']}."
    if kind == "less_than_equal":
        return f"La valeur doit être au plus {context['le']}."
    if kind == "string_too_long":
        return f"Le texte est trop long : {context['max_length']} caractères au plus."
    if kind == "too_long":
        return f"La liste est trop longue : {context['max_length']} éléments au plus."
    if kind == "extra_forbidden":
        return f"Ce champ n'existe pas dans {what}."
    return _SENTENCES.get(kind, "La valeur n'est pas lisible.")
