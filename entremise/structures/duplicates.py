"""Which rows of the registry may be one organisation, and why one may think so."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from urllib.parse import urlsplit

from django.db.models import QuerySet

from entremise.territories.names import words

from .models import DistinctStructures, Structure

ALIKE = 0.88  # of two names in the same commune: « Cité solidaire » and « Cités solidaires »
# Words that many names share, and that tell nothing of which organisation it is.
COMMON = frozenset(
    "association ass asso commune com ville mairie de du des d la le les l et".split()  # noqa: SIM905
)
BEGINNING = 4  # letters
Key = Callable[[Structure], Hashable | None]
# A group larger than that is a fault of the data, not duplicates: a website of a town hall.
MOST_TOGETHER = 12


@dataclass(frozen=True)
class Likeness:
    """Two rows that may be one, and the reasons, the strongest first."""

    first: Structure
    second: Structure
    reasons: Sequence[str]


def likenesses(rows: QuerySet[Structure]) -> list[Likeness]:
    """The pairs of these rows that look alike and were not told apart: most reasons first.

    Rows are compared only within a SIREN, a website or a commune: two queries, and a time that
    grows with the rows, not with their pairs. Establishments of one organisation, each with its own
    SIRET, are not duplicates.
    """
    held = list(rows.filter(merged_into=None).select_related("commune").order_by("pk"))
    told_apart = set(DistinctStructures.objects.values_list("first_id", "second_id"))
    reasons: dict[tuple[int, int], list[str]] = defaultdict(list)
    for pair, reason in _reasons(held):
        if pair not in told_apart and reason not in reasons[pair]:
            reasons[pair].append(reason)
    by_number = {row.pk: row for row in held}
    found = [
        Likeness(by_number[first], by_number[second], said)
        for (first, second), said in reasons.items()
        if said and not _are_establishments(by_number[first], by_number[second])
    ]
    return sorted(found, key=lambda one: (-len(one.reasons), one.first.search_name, one.second.pk))


def _reasons(rows: Sequence[Structure]) -> Iterator[tuple[tuple[int, int], str]]:
    for pair in _together(rows, lambda row: row.siren or None):
        yield pair, "même SIREN"
    for pair in _together(rows, _site):
        yield pair, "même site internet"
    for pair in _together(rows, lambda row: (_core(row), row.commune_id) if _core(row) else None):
        yield pair, "même nom, même commune"
    yield from ((pair, "noms proches, même commune") for pair in _close(rows))


def _close(rows: Sequence[Structure]) -> Iterator[tuple[int, int]]:
    """Pairs of a commune whose names are nearly the same; only those that share the beginning of a
    word are compared."""
    cores = {row.pk: _core(row) for row in rows}
    near: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        for start in {word[:BEGINNING] for word in cores[row.pk].split()} if row.commune_id else ():
            near[str(row.commune_id), start].append(row.pk)
    pairs = {pair for group in near.values() for pair in combinations(group, 2)}
    for first, second in sorted(pairs):
        if cores[first] != cores[second] and _alike(cores[first], cores[second]):
            yield first, second


def _together(rows: Iterable[Structure], by: Key) -> Iterator[tuple[int, int]]:
    for group in _groups(rows, by):
        if len(group) <= MOST_TOGETHER:
            yield from ((first.pk, second.pk) for first, second in combinations(group, 2))


def _groups(rows: Iterable[Structure], by: Key) -> Iterator[list[Structure]]:
    found: dict[Hashable, list[Structure]] = defaultdict(list)
    for row in rows:
        if (mark := by(row)) is not None:
            found[mark].append(row)
    return (group for group in found.values() if len(group) > 1)


def _core(row: Structure) -> str:
    """What is proper to a name: « ASS. Les Amis de la Cité » → « amis cite »."""
    return " ".join(sorted(word for word in words(row.name) if word not in COMMON))


def _alike(first: str, second: str) -> bool:
    if not first or not second:
        return False
    compared = SequenceMatcher(None, first, second, autojunk=False)
    # Each is an upper bound of the next, and far quicker.
    bounds = (compared.real_quick_ratio, compared.quick_ratio, compared.ratio)
    return all(bound() >= ALIKE for bound in bounds)


def _site(row: Structure) -> str | None:
    """« https://www.exemple.fr/contact » → « exemple.fr »."""
    return urlsplit(row.website).netloc.removeprefix("www.").lower() or None


def _are_establishments(first: Structure, second: Structure) -> bool:
    """Two SIRET of one SIREN, or one said to be part of the other."""
    if first.part_of_id == second.pk or second.part_of_id == first.pk:
        return True
    if first.part_of_id and first.part_of_id == second.part_of_id:
        return True
    return bool(first.siret and second.siret and first.siret != second.siret)
