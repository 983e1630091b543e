"""What the codes of a breakdown are called in a bilan."""

from collections.abc import Collection
from typing import Any

from entremise.indicators.breakdowns import labels

# What a funder should read where the code is not known, when « Non renseigné » would mislead.
UNKNOWN = {
    "in_qpv": "Non localisé",
    "qpv": "Hors quartier prioritaire, ou non localisé",
    "commune": "Non localisé",
    "epci": "Non localisé",
    "orientation": "Sans orientation",
    "topic": "Sans sujet noté",
}


def code_of(key: Any) -> str:
    """A key of an answer as the text kept in a document; "" when it is not known."""
    if key is None:
        return ""
    return str(key).lower() if isinstance(key, bool) else str(key)


def row_labels(fact: str, by: str, keys: Collection[Any]) -> dict[Any, str]:
    """The label of each key, with a capital; months without their year, which the columns say."""
    found = labels(fact, by, keys)
    if by == "month":
        found = {key: label.split()[0] for key, label in found.items()}
    if None in found:
        found[None] = UNKNOWN.get(by, found[None])
    return {key: label[:1].upper() + label[1:] for key, label in found.items()}
