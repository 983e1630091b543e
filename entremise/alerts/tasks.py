"""What a worker does for alerts."""

from django_tasks import task

from .emails import letter_about
from .enums import Letter
from .models import Sending


@task()
def send_letter(sending_id: str, letter: str) -> None:
    """Write to an addressee, unless the alert has left their hands meanwhile."""
    rows = Sending.objects.select_related(
        "addressee", "alert__commune", "alert__structure", "alert__dispositif"
    )
    sending = rows.get(pk=sending_id)
    if sending.is_current:
        letter_about(sending, Letter(letter)).send()
