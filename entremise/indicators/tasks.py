"""What a worker does for indicators."""

from datetime import date

from django_tasks import task

from .refreshing import mark_between, refresh_marked, still_marked


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
def recount(start: str, end: str) -> int:
    """Compute again every month between two days, written as ISO dates. Returns how many."""
    mark_between(date.fromisoformat(start), date.fromisoformat(end))
    return refresh.call()
