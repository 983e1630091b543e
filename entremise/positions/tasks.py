"""What a worker does for conventions."""

from django_tasks import task

from .emails import deadline_letters
from .models import AdulteRelaisConvention


@task()
def send_deadline(convention_id: int) -> None:
    """Tell the directors of the employer that a convention is about to end."""
    rows = AdulteRelaisConvention.objects.select_related("position__structure", "position__commune")
    for letter in deadline_letters(rows.get(pk=convention_id)):
        letter.send()
