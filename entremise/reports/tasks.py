"""What a worker does for reports."""

from uuid import UUID

from django_tasks import task

from .models import Report
from .production import produce


@task()
def produce_report(report_id: str) -> None:
    """Compute a draft and write its files. Its record says how it went."""
    produce(Report.objects.select_related("dispositif", "funder").get(pk=UUID(report_id)))
