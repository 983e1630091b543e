"""Posts as a file, in the columns in which they are brought in again."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from entremise.core import clock
from entremise.positions.parameters import aid_of_year
from entremise.positions.queries import filtered
from entremise.positions.whole import Whole, complete, told, whole
from entremise.structures.actor import Actor
from entremise.structures.policies import visible_amounts

from .post_columns import FIELDS, named, written

AT_ONCE = 1000
# Beside what is read: what others say of a post, and money that its financing and conventions tell.
ASIDE = ("type d'opérateur", "source", "montants annuels des financements (€)",
         "aide de l'État cette année (€)")  # fmt: skip
HEADER = (*(field.label for field in FIELDS), *ASIDE)


def post_rows(actor: Actor, filters: Mapping[str, Any]) -> Iterator[list[str]]:
    """Every matching post as one line, its whole history and its conventions with it; read by
    chunks, each with the same number of questions. Amounts are those that one may read.
    """
    rows = complete(filtered(actor, filters).order_by("-id")).iterator(chunk_size=AT_ONCE)
    while part := list(islice(rows, AT_ONCE)):
        posts = [whole(row) for row in part]
        said = [told(post) for post in posts]
        words = named((pair for one in said for pair in one.items()),
                      {post.structure for post in posts})  # fmt: skip
        amounts = dict(
            visible_amounts(actor).filter(pk__in=words.lines).values_list("pk", "amount")
        )
        for row, post, one in zip(part, posts, said, strict=True):
            employer = words.structures[post.structure]
            known = {
                **{name: written(name, value, words) for name, value in one.items()},
                "reference": str(row.pk),
                "siret": employer.siret or "",
                "employer": words.structure(post.structure),
                "commune_code": post.commune,
            }
            paid = [amounts.get(line) for line in post.funding_lines]
            yield [
                *(known[field.name] for field in FIELDS),
                str(employer.get_operator_type_display()),
                row.source,
                " ; ".join("" if euros is None else _euros(euros) for euros in paid)
                if any(paid)
                else "",
                _aid(post),
            ]


def _aid(post: Whole) -> str:
    """What conventions bring this year; nothing when no source says the amount."""
    year = clock.today().year
    found = []
    for bond in post.conventions:
        last = min(bond.ends_on, post.ended_on or bond.ends_on)
        if bond.starts_on.year <= year <= last.year:
            found.append(aid_of_year(year, since=bond.starts_on, until=last, share=bond.share))
    return _euros(sum(found)) if found and None not in found else ""


def _euros(amount: Any) -> str:
    return f"{amount:.2f}".replace(".", ",")
