"""Who may open the pages that compose several apps."""

from entremise.indicators.questions import scope_of
from entremise.structures.actor import Actor
from entremise.structures.enums import Role


def can_see_dashboard(actor: Actor) -> bool:
    """Whoever may read figures: the field, partners, the regional mission and the committee."""
    return scope_of(actor) is not None


def can_plan_week(actor: Actor) -> bool:
    """Whoever meets structures for the regional mission."""
    return actor.is_(Role.REGIONAL)
