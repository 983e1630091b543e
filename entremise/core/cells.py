"""How the cells of a table are read: words, days, numbers, labels; and how they are written."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from .importing import Reader, Unread
from .nearness import Nearest, folded

YES = {"oui", "o", "vrai", "true", "yes", "1", "x"}
NO = {"non", "n", "faux", "false", "no", "0"}

_SPACES = re.compile(r"\s+")
_SEPARATORS = re.compile(r"[;|\n]+")
_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y")
_HOUR = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
# What a spreadsheet would run as a formula.
_FORMULA = "=+-@\t\r"


def harmless(cell: Any) -> Any:
    """A cell that a spreadsheet runs as a formula is preceded by an apostrophe."""
    if isinstance(cell, str) and cell.lstrip("'")[:1] in set(_FORMULA):
        return "'" + cell
    return cell


def as_typed(cell: str) -> str:
    """The contrary of `harmless`: what the cell said before it was written."""
    if cell.startswith("'") and cell.lstrip("'")[:1] in set(_FORMULA):
        return cell[1:]
    return cell


def each(read: Callable[[str], Any]) -> Reader:
    """A column whose words are read one by one; `read` raises Unread."""

    def reader(words: Collection[str], by: Any) -> Mapping[str, Any]:
        return {word: _tried(read, word) for word in words}

    return reader


def _tried(read: Callable[[str], Any], word: str) -> Any:
    try:
        return read(word)
    except Unread as unread:
        return unread


def text(most: int) -> Reader:
    """Words on one line, of so many signs at most."""

    def read(word: str) -> str:
        said = _SPACES.sub(" ", word).strip()
        if len(said) > most:
            raise Unread(f"{len(said)} signes, pour {most} au plus.")
        return said

    return each(read)


def code(most: int) -> Callable[[str], str]:
    """Digits or letters without spaces, such as a SIRET. Raises Unread when a spreadsheet has
    turned them into a number that it rounded."""

    def read(word: str) -> str:
        if _SCIENTIFIC.fullmatch(word.strip()):
            raise Unread(
                f"« {word} » a été arrondi par le tableur : mettez la colonne au format Texte, "
                "et recopiez le numéro entier."
            )
        said = re.sub(r"[\s.]", "", word.removesuffix(".0")).upper()
        if len(said) > most:
            raise Unread(f"« {word} » est trop long : {most} signes au plus.")
        return said

    return read


def address(word: str) -> str:
    """The address of a site, « https:// » put back when it was left out. Raises Unread."""
    said = word.strip()
    whole = said if "://" in said else f"https://{said}"
    try:
        URLValidator(schemes=["http", "https"])(whole)
    except ValidationError:
        raise Unread(f"« {word} » n'est pas l'adresse d'un site.") from None
    return whole


def _day(word: str) -> date:
    said = _HOUR.sub("", word.strip())
    for written in _DAYS:
        try:
            return datetime.strptime(said, written).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Unread(f"« {word} » n'est pas une date : écrivez jj/mm/aaaa, comme 31/01/2026.")


def _whole(word: str) -> int:
    said = _SPACES.sub("", word).replace(",", ".").removesuffix("h")
    try:
        number = float(said)
    except ValueError:
        raise Unread(f"« {word} » n'est pas un nombre.") from None
    if not number.is_integer() or abs(number) > 10**9:
        raise Unread(f"« {word} » n'est pas un nombre entier.")
    return int(number)


def _yes_or_no(word: str) -> bool:
    said = folded(word)
    if said in YES or said in NO:
        return said in YES
    raise Unread(f"« {word} » n'est ni oui ni non.", ("oui", "non"))


day, whole, yes_or_no = each(_day), each(_whole), each(_yes_or_no)


class Labels:
    """The labels of a list of codes, and how one finds a code again from what was typed."""

    def __init__(self, choices: Sequence[tuple[str, str]], what: str):
        self.what = what
        self.labels = dict(choices)
        self._codes = {folded(label): code for code, label in choices}
        self._codes |= {folded(code): code for code, _ in choices}

    def code_of(self, word: str) -> str:
        """Raises Unread with the nearest labels, or all of them when none is near."""
        found = self._codes.get(folded(word))
        if found is None:
            labels = list(self.labels.values())
            near = Nearest(labels).to(word) or tuple(labels)
            raise Unread(f"« {word} » n'est pas {self.what} connu.", near)
        return found

    def codes_of(self, word: str) -> list[str]:
        """Several labels, separated by semicolons, as sorted codes. Raises Unread; what may have
        been meant is then the whole cell."""
        parts = [part.strip() for part in _SEPARATORS.split(word) if part.strip()]
        found: list[str] = []
        for part in parts:
            try:
                found.append(self.code_of(part))
            except Unread as unread:
                others = [self.labels[known] for known in found]
                near = [" ; ".join([*others, label]) for label in unread.near]
                raise Unread(unread.reason, near if part == parts[-1] else ()) from None
        return sorted(set(found))

    def written(self, codes: Collection[str]) -> str:
        """What `codes_of` reads back."""
        return " ; ".join(self.labels[code] for code in codes)

    def read(self, words: Collection[str], by: Any) -> Mapping[str, Any]:
        """A column that holds one label a cell."""
        return each(self.code_of)(words, by)

    def read_several(self, words: Collection[str], by: Any) -> Mapping[str, Any]:
        """A column that holds several labels a cell."""
        return each(self.codes_of)(words, by)
