"""What a worker does for indicators."""

from datetime import date

from django_tasks import task

from .refreshing import mark_between, refresh_marked, settle, still_marked
from .tables import fact_tables


@task()
def refresh() -> int:
    """Compute again the months whose rows have changed. Returns how many.

    Asked for when a month is marked; it finds nothing left when an earlier one has done it all.
    """
    count = sum(1 for _done in refresh_marked())
    if still_marked():
        # Written without a pause: the other tasks of the worker have their turn first.
        refresh.enqueue()
    return count


@task()
def recount(start: str, end: str, column: str = "") -> int:
    """Compute again every month between two days, written as ISO dates; with `column`, of the
    tables that have it only. Returns how many.
    """
    tables = fact_tables().values()
    holders = [one for one in tables if not column or column in one.schema.names]
    settle(holders)
    names = [one.name for one in holders]
    mark_between(date.fromisoformat(start), date.fromisoformat(end), only=names)
    return refresh.call()
