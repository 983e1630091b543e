"""How a name is compared: without case, accents, signs or abbreviations."""

import re
import unicodedata

ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}

# Words nobody searches a commune by.
SMALL_WORDS = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lez"}
    | {"s", "sous", "sur", "un", "une"}
)

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_SUR = re.compile(r"\bs/")
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def words(text: str) -> list[str]:
    """« St-Étienne s/ Mer » → saint, etienne, sur, mer."""
    return [ABBREVIATIONS.get(word, word) for word in _plain_words(text)]


def key(text: str) -> str:
    """The name as one string of a–z and 0–9: « L'Haÿ-les-Roses » → lhaylesroses.

    Without separators, a name typed in one word, in several, or with hyphens is the same, and the
    order of two keys is the same in every collation.
    """
    return "".join(words(text))


def beginnings(text: str) -> list[str]:
    """The key of the name, then what follows from each telling word inside it.

    « Saint-Étienne-du-Rouvray » → saintetiennedurouvray, etiennedurouvray, rouvray.
    """
    parts = words(text)
    starts = [i for i, word in enumerate(parts) if i and word not in SMALL_WORDS]
    return list(dict.fromkeys("".join(parts[i:]) for i in [0, *starts] if parts))


def prefixes(typed: str) -> list[str]:
    """What a search term may begin with, given what was typed so far.

    « ste » is the beginning of « Sainte-Croix » and of « Steene »: a last word that may be an
    abbreviation is taken both ways.
    """
    raw = _plain_words(typed)
    expanded = [ABBREVIATIONS.get(word, word) for word in raw]
    readings = ["".join(expanded)]
    if raw and raw[-1] != expanded[-1]:
        readings.append("".join([*expanded[:-1], raw[-1]]))
    return [reading for reading in readings if reading]


def _plain_words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return [word for word in _SEPARATORS.split(_SUR.sub("sur ", plain)) if word]
