"""What a worker does for referrals and cases."""

from django_tasks import task

from entremise.structures.models import Membership
from entremise.vault.keys import open_keys

from .emails import acknowledgement, reminder
from .models import Referral, Step


@task()
def acknowledge_by_mail(referral_id: str) -> None:
    """Tell whoever asked for a mediation that it was received, under which number."""
    referral = Referral.objects.select_related("dispositif__structure").get(pk=referral_id)
    words = referral.words(open_keys([referral.key_id]).get(referral.key_id))
    if words["email"]:
        acknowledgement(referral, words["email"]).send()


@task()
def send_reminder(membership_id: int, step_ids: list[str]) -> None:
    """Tell somebody what awaits them in the cases they follow."""
    member = Membership.objects.select_related("user").get(pk=membership_id)
    steps = Step.objects.filter(pk__in=step_ids).select_related("case").order_by("at", "pk")
    reminder(member, list(steps)).send()
