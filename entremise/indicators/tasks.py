"""What a worker does for indicators."""

from django_tasks import task

from .refreshing import refresh_marked, still_marked


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
