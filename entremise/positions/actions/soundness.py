"""The rules of posts written together: those of each alone, and what they have between them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from entremise.core import clock
from entremise.core.chunks import chunks
from entremise.core.importing import Stopped
from entremise.positions.models import AdulteRelaisConvention, Position
from entremise.positions.whole import Whole, fault_of
from entremise.structures.models import Dispositif, FundingLine
from entremise.territories.models import Qpv

NUMBER_TAKEN = "Un autre poste de la structure porte déjà ce numéro."
BOND_TAKEN = "Une convention d'un autre poste porte déjà le numéro {}."
_KEYS = ["structure", "dispositif", "hosted_by", "commune", "qpv"]


def require_sound(posts: Sequence[tuple[Position, Whole]]) -> None:
    """Raises Stopped with the places of the posts that break a rule, each with its sentence."""
    refused: dict[int, str] = {}
    today = clock.today()
    owners, quarters, taken = _owners(post for _, post in posts), _quarters(), _Taken(posts)
    for place, (row, post) in enumerate(posts):
        fault = fault_of(post, today) or _stray(post, owners, quarters) or taken.by_another(place)
        try:
            row.clean_fields(exclude=_KEYS)
        except ValidationError as error:
            fault = fault or error.messages[0]
        if fault:
            refused[place] = fault
    if refused:
        raise Stopped(refused)


def _stray(post: Whole, owners: "_Owners", quarters: set[tuple[str, str]]) -> str:
    if post.dispositif and owners.services.get(post.dispositif) != post.structure:
        return "Ce dispositif n'est pas celui de l'employeur."
    if any(owners.lines.get(number) != post.structure for number in post.funding_lines):
        return "Ce financement n'est pas celui de l'employeur."
    if post.qpv and (post.qpv, post.commune) not in quarters:
        return f"Le quartier {post.qpv} n'est pas dans la commune du poste."
    return ""


class _Owners:
    """Whose are the dispositifs and the funding lines that posts name."""

    def __init__(self) -> None:
        self.services: dict[int, int] = {}
        self.lines: dict[int, int] = {}


def _owners(posts: Iterable[Whole]) -> _Owners:
    found, services, lines = _Owners(), set(), set()
    for post in posts:
        services |= {post.dispositif} if post.dispositif else set()
        lines |= set(post.funding_lines)
    for part in chunks(services):
        rows = Dispositif.objects.filter(pk__in=part)
        found.services |= dict(rows.values_list("pk", "structure_id"))
    for part in chunks(lines):
        paid = FundingLine.objects.filter(pk__in=part)
        found.lines |= dict(paid.values_list("pk", "dispositif__structure_id"))
    return found


def _quarters() -> set[tuple[str, str]]:
    """Each priority neighbourhood with each commune it lies in."""
    return set(Qpv.communes.through.objects.values_list("qpv_id", "commune_id"))


class _Taken:
    """The numbers of posts and of conventions: each is that of one post of its structure."""

    def __init__(self, posts: Sequence[tuple[Position, Whole]]):
        self._posts = posts
        self._numbers: defaultdict[tuple[int, str], set[Any]] = defaultdict(set)
        self._bonds: defaultdict[tuple[int, str], set[Any]] = defaultdict(set)
        written = {row.pk for row, _ in posts}
        for part in chunks({post.structure for _, post in posts}):
            rows = Position.objects.filter(structure__in=part).exclude(number="")
            for number, structure, pk in rows.values_list("number", "structure_id", "pk"):
                if pk not in written:
                    self._numbers[structure, number].add(pk)
            bonds = AdulteRelaisConvention.objects.filter(position__structure__in=part)
            read = ("number", "position__structure_id", "position_id")
            for number, structure, pk in bonds.values_list(*read):
                if pk not in written:
                    self._bonds[structure, number].add(pk)
        for place, (row, post) in enumerate(posts):
            self._numbers[post.structure, post.number].add(self._name(place, row))
            for bond in post.conventions:
                self._bonds[post.structure, bond.number].add(self._name(place, row))

    def _name(self, place: int, row: Position) -> Any:
        return row.pk or ("new", place)

    def by_another(self, place: int) -> str:
        """Why the numbers of that post are not its own."""
        _, post = self._posts[place]
        if post.number and len(self._numbers[post.structure, post.number]) > 1:
            return NUMBER_TAKEN
        for bond in post.conventions:
            if len(self._bonds[post.structure, bond.number]) > 1:
                return BOND_TAKEN.format(bond.number)
        return ""
