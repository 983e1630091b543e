"""Nine, six and three months before a convention ends, its employer is told, once each."""

from functools import partial

from django.db import transaction

from entremise.core import clock
from entremise.journal.actions import record
from entremise.positions.models import AdulteRelaisConvention
from entremise.positions.months import delay_reached
from entremise.positions.queries import conventions_ending
from entremise.positions.tasks import send_deadline
from entremise.structures.actor import VISITOR


def announce_deadlines() -> int:
    """Write to the directors of the employers. Run again, it writes to nobody twice: each
    convention remembers the last delay announced, and a night that was missed is made up for by
    the next one, with the shortest delay only.
    """
    return sum(_announce(row.pk) for row in conventions_ending(clock.today()))


@transaction.atomic
def _announce(convention_id: int) -> bool:
    row = (
        AdulteRelaisConvention.objects.select_for_update(of=("self",))
        .select_related("position")
        .get(pk=convention_id)
    )
    months = delay_reached(row.ends_on, clock.today())
    if months is None or (row.announced is not None and row.announced <= months):
        return False
    before, row.announced = row.announced, months
    row.save(update_fields=["announced"])
    record(
        by=VISITOR,
        verb="convention.announced",
        subject=row,
        changes={"announced": [before, months]},
        structure_id=row.position.structure_id,
    )
    transaction.on_commit(partial(send_deadline.enqueue, row.pk))
    return True
