"""What the platform knows of the posts that a table speaks of, asked by thousands of rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from entremise.positions.models import AdulteRelaisConvention, Position
from entremise.positions.policies import directed_structures, visible_positions
from entremise.positions.whole import Whole, complete, whole
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, FundingLine
from entremise.territories.models import Qpv
from entremise.territories.names import key
from entremise.territories.queries import communes_today


@dataclass(frozen=True)
class Known:
    """A post that is read, and its number."""

    pk: int
    post: Whole


class Knowledge:
    """The posts of the structures met so far, those of each structure read once."""

    def __init__(self, by: Actor):
        self._by = by
        self._learnt: set[int] = set()
        self.posts: dict[int, Known] = {}
        self.alike: defaultdict[tuple[int, str, str], list[int]] = defaultdict(list)
        # Numbers are looked at wherever the post is: two posts of a structure never share one.
        self.numbers: dict[tuple[int, str], int] = {}
        self.bonds: dict[tuple[int, str], int] = {}
        self.services: dict[tuple[int, str], int] = {}
        self.lines: dict[int, int] = {}
        self.directed: set[int] = set()
        self.today: dict[str, str] = {}
        self.quarters = set(Qpv.communes.through.objects.values_list("qpv_id", "commune_id"))

    def learn(self, references: Iterable[int], structures: Iterable[int]) -> None:
        """Read the posts of these structures, and those of the posts of these references."""
        cited = visible_positions(self._by).filter(pk__in=list(references))
        new = {*structures, *cited.values_list("structure_id", flat=True)} - self._learnt
        if not new:
            return
        self._learnt |= new
        read = visible_positions(self._by).filter(structure__in=new).order_by("pk")
        for row in complete(read).iterator(chunk_size=1000):
            known = Known(row.pk, whole(row))
            self.posts[row.pk] = known
            self.alike[place_of(known.post)].append(row.pk)
        self._read_names(new)
        codes = {known.post.commune for known in self.posts.values()} - self.today.keys()
        self.today |= {code: commune.pk for code, commune in communes_today(codes).items()}

    def _read_names(self, new: set[int]) -> None:
        numbers = Position.objects.filter(structure__in=new).exclude(number="")
        read = ("structure_id", "number", "pk")
        self.numbers |= {(owner, said): pk for owner, said, pk in numbers.values_list(*read)}
        bonds = AdulteRelaisConvention.objects.filter(position__structure__in=new)
        read = ("position__structure_id", "number", "position_id")
        self.bonds |= {(owner, said): pk for owner, said, pk in bonds.values_list(*read)}
        services = Dispositif.objects.filter(structure__in=new)
        for pk, owner, name in services.values_list("pk", "structure_id", "name"):
            self.services[owner, key(name)] = pk
        lines: QuerySet[FundingLine] = FundingLine.objects.filter(dispositif__structure__in=new)
        self.lines |= dict(lines.values_list("pk", "dispositif__structure_id"))
        self.directed |= set(directed_structures(new))


def place_of(post: Whole) -> tuple[int, str, str]:
    """What posts that may be the same have in common."""
    return post.structure, key(post.title), post.commune
