"""Writes the contrats de ville and the bodies that carry them."""

from collections.abc import Iterable, Mapping

from entremise.territories.models import ContratVille, Epci

from .bulk import write
from .contours import today_codes


def save_contrats(rows: Iterable[Mapping[str, str]]) -> int:
    """Insert or update contrats de ville; how many there are.

    Two lines of the file may bear one code: the one an EPCI carries is the contract's, or else the
    first. Those that an établissement public territorial carries have no body that we know.
    """
    known = set(Epci.objects.values_list("pk", flat=True))
    today = today_codes()
    kept: dict[str, Mapping[str, str]] = {}
    for row in rows:
        if row["code"] not in kept or row["porteur_type"] == "epci":
            kept[row["code"]] = row
    return write(
        ContratVille,
        (
            {
                "code": code,
                "name": row["nom"],
                "epci_id": row["porteur_code"] if row["porteur_code"] in known else None,
                "commune_id": today.get(row["porteur_code"])
                if row["porteur_type"] == "commune"
                else None,
            }
            for code, row in kept.items()
        ),
        key=("code",),
    )
