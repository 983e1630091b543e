"""What a worker is asked for imports. How it went is on the row of the import."""

from django_tasks import task

from .work.analysing import analyse_rows
from .work.undoing import take_back_rows
from .work.writing import write_rows


@task()
def analyse(imported_id: str, stamp: str) -> None:
    """Plan the rows of a table."""
    analyse_rows(imported_id=imported_id, stamp=stamp)


@task()
def write(imported_id: str, stamp: str) -> None:
    """Write the rows of an import that was confirmed."""
    write_rows(imported_id=imported_id, stamp=stamp)


@task()
def take_back(imported_id: str, stamp: str) -> None:
    """Take back the rows of an import."""
    take_back_rows(imported_id=imported_id, stamp=stamp)
