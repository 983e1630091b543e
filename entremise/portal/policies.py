"""Who may open the pages that compose several apps."""

from entremise.indicators.questions import scope_of
from entremise.structures.actor import Actor


def can_see_dashboard(actor: Actor) -> bool:
    """Whoever may read figures: the field, partners, the regional mission and the committee."""
    return scope_of(actor) is not None
