"""The first pages of a bilan: who, where, on whose money, on which references."""

from django.db.models import prefetch_related_objects

from entremise.activities import reference
from entremise.structures.enums import Domain
from entremise.structures.models import Dispositif, FundingLine, Structure
from entremise.territories.models import LoadedSource

from .document import Cover, Line, Order, Reference
from .orders import comparison_of, is_interim, period_of


def cover_of(
    order: Order, dispositif: Dispositif, funder: Structure, lines: list[FundingLine]
) -> Cover:
    """What the cover and the second page say, as things stand now."""
    interim, before = is_interim(order, lines), comparison_of(order)
    kind = "Bilan d’activité intermédiaire" if interim else "Bilan d’activité"
    prefetch_related_objects(lines, "communes")
    qpvs = list(dispositif.qpvs.order_by("name"))
    fictitious = bool(qpvs) and all(qpv.fictitious for qpv in qpvs)
    return Cover(
        kind=kind,
        title=f"{kind} {order.year} · {dispositif}",
        dispositif=dispositif.name,
        structure=dispositif.structure.name,
        funder=funder.name,
        period=period_of(order).label,
        previous_period=before.label if before else "",
        interim=interim,
        domains=tuple(Domain(code).label for code in dispositif.domains),
        communes=tuple(dispositif.communes.order_by("name").values_list("name", flat=True)),
        qpvs=tuple(qpv.name if fictitious else str(qpv) for qpv in qpvs),
        fictitious_qpvs=fictitious,
        lines=tuple(_line(line) for line in lines),
    )


def _line(line: FundingLine) -> Line:
    return Line(
        label=line.label,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        amount=None if line.amount is None else float(line.amount),
        scope=line.territory,
        communes=tuple(sorted(commune.name for commune in line.communes.all())),
    )


def references() -> tuple[Reference, ...]:
    """The references the figures rest on: the loaded geography, the lists of codes."""
    geography = tuple(
        Reference(source.name, source.vintage, source.producer)
        for source in LoadedSource.objects.order_by("name")
    )
    registers = reference.registers()
    return (*geography, Reference("Registres d’activité", registers.title, registers.source))
