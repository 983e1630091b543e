"""What any record of the field is checked on: its codes, its day, who was there."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from entremise.core import clock
from entremise.core.reference import CodeList
from entremise.core.shapes import Rejected
from entremise.structures.days import service_day

from .references import References, Service

UNKNOWN_CODE = "« {code} » ne figure pas dans la liste « {title} »."
NOT_YOURS = "Ce dispositif n'existe pas, ou vous n'y intervenez pas."


def known_code(name: str, code: str, codes: CodeList, faults: Rejected) -> None:
    """A fault under that field when the list does not hold the code."""
    if code not in codes:
        faults.add(name, UNKNOWN_CODE.format(code=code, title=codes.title))


def not_ahead(name: str, instant: datetime, service: Service, faults: Rejected) -> None:
    """A fault under that field when the instant has not come yet."""
    if clock.is_ahead(instant):
        local = instant.astimezone(ZoneInfo(service.time_zone))
        faults.add(name, f"Le {local:%d/%m/%Y à %H:%M} est dans le futur : vérifiez la date.")


def day_of(
    started_at: datetime, service: Service, faults: Rejected, *, declared: date | None = None
) -> date:
    """The service day a record belongs to: the declared one, within a day, else the computed one.

    Faults when it is in the future, or when the dispositif was not open.
    """
    not_ahead("started_at", started_at, service, faults)
    computed = service_day(started_at, service.time_zone, service.day_starts_at)
    day = declared or computed
    if abs((day - computed).days) > 1:
        faults.add(
            "service_date", "La journée de service ne peut s'écarter de plus d'un jour du début."
        )
    if day < service.opened_on:
        faults.add("started_at", f"Le dispositif n'a ouvert que le {service.opened_on:%d/%m/%Y}.")
    if service.closed_on and day > service.closed_on:
        faults.add("started_at", f"Le dispositif a fermé le {service.closed_on:%d/%m/%Y}.")
    return day


def team_of(chosen: Sequence[int], references: References, faults: Rejected) -> tuple[int, ...]:
    """Who was there, each once; whoever sends it when nobody is named."""
    team = tuple(sorted(set(chosen))) or (references.membership_id,)
    if not references.mediators.issuperset(team):
        faults.add("mediators", "Un des intervenants ne fait pas partie de votre structure.")
    return team
