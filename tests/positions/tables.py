"""Posts of every kind, the files they leave in, and tables of posts that somebody typed."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from django.urls import reverse

from entremise.core.cells import as_typed
from entremise.positions import actions
from entremise.positions.actions import ConventionTerms, Terms
from entremise.positions.enums import Cause, Contract, Status
from entremise.positions.models import Position
from entremise.positions.whole import complete, told, whole
from entremise.structures.enums import Domain
from entremise.territories.models import Commune
from tests.imports.factories import (
    analyse,
    bring,
    csv_of,
    receive,
)
from tests.positions.factories import CDI, START, make_convention, make_position, step
from tests.structures.factories import make_structure
from tests.support.cast import Cast, Person
from tests.support.client import client_of

HALF = Terms(Contract.ADULTE_RELAIS, Decimal("0.50"), vacant=True)
LATER = START + timedelta(days=100)


def make_posts(cast: Cast) -> list[Position]:
    """One of each kind: a long life, an idea, two that nothing tells apart, one that has ended."""
    by = cast.director.actor
    host = make_structure("Le même nom")
    make_structure("Le même nom")
    long = make_position(
        cast.structure, Status.PROSPECT, title="=Piège ; \"soir\"", number="+1", hosted_by=host,
        dispositif=cast.dispositif, funding_lines=[cast.funding_line],
        qpv=Commune.objects.get(pk="59350").qpvs.get(pk="QN05901M"),
    )  # fmt: skip
    said = step(LATER, Cause.HIRED, "Après le « vote » ; dit le 3, enfin")
    actions.create_position(position=long, terms=HALF, step=said, by=by)
    on = step(LATER + timedelta(days=9), Cause.LASTING, "@note")
    actions.consolidate_position(position=long, terms=CDI, step=on, by=by)
    first = make_convention(long, date(2019, 3, 1), number="AR;059, n° « 1 »", share=Decimal("0.5"))
    terms = ConventionTerms("AR 059 24", date(2022, 3, 1), qpv=long.qpv)
    last = actions.renew_convention(convention=first, terms=terms, by=by)
    checked = {"age_checked_on": date(2022, 2, 1), "situation_checked_on": None,
               "residence_checked_on": date(2022, 2, 2)}  # fmt: skip
    actions.mark_conditions(convention=last, checked=checked, by=by)
    idea = make_position(cast.structure, Status.PROSPECT, number="", title="'+Idée")
    same = [make_position(cast.structure, number="", title="Le même") for _ in range(2)]
    over = make_position(cast.structure, number="0042", domain=Domain.SCHOOL)
    actions.end_position(position=over, step=step(LATER, Cause.LOST), by=by)
    actions.support_position(position=over, supported=True, pilot=True, by=cast.regional.actor)
    return [long, idea, *same, over]


def exported(person: Person, shape: str = "csv", query: str = "") -> bytes:
    response = client_of(person).get(reverse("position_export", args=[shape]) + query)
    return b"".join(response.streaming_content)  # type: ignore[arg-type]


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def typed_cells(content: bytes) -> list[dict[str, str]]:
    """What the cells say, without the apostrophes that keep formulas from running."""
    return [{name: as_typed(cell) for name, cell in row.items()} for row in lines(content)]


def edited(content: bytes, row: Position, **cells: str) -> bytes:
    """The same file, some cells of a post typed over, named by their column."""
    rows = typed_cells(content)
    for line in rows:
        if line["référence"] == str(row.pk):
            line |= {name.replace("_", " "): value for name, value in cells.items()}
    return csv_of(*(list(line.values()) for line in rows), titles=list(rows[0]))


def everything() -> dict[int, dict[str, Any]]:
    return {row.pk: told(whole(row)) for row in complete(Position.objects.all())}


def read(person: Person, content: bytes) -> Any:
    return analyse(receive(person, content, "positions"), person)


TITLES = ("intitulé", "domaine", "code de la commune", "statut", "depuis le", "contrat", "note")
ROW = ("Médiateur de nuit", "accès aux droits et aux services", "59350", "créé", "01/03/2024",
       "CDI", "")  # fmt: skip


def typed(person: Person, *rows: tuple[str, ...], **more: str) -> Any:
    """A table of these rows, with columns of one value."""
    whole_rows = [(*row, *more.values()) for row in rows]
    titles = (*TITLES, *(name.replace("_", " ") for name in more))
    return bring(person, *whole_rows, importer="positions", titles=titles)
