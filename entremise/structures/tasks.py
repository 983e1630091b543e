"""What a worker does for the registry."""

from django_tasks import task

from .emails import welcome
from .models import Membership


@task()
def send_welcome(membership_id: int) -> None:
    """Tell somebody that a role was given to them, and how to sign in."""
    membership = Membership.objects.select_related("user", "structure").get(pk=membership_id)
    welcome(membership).send()
