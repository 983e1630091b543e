"""What a worker does for referrals and cases."""

from django_tasks import task

from entremise.vault.keys import open_keys

from .emails import acknowledgement
from .models import Referral


@task()
def acknowledge_by_mail(referral_id: str) -> None:
    """Tell whoever asked for a mediation that it was received, under which number."""
    referral = Referral.objects.select_related("dispositif__structure").get(pk=referral_id)
    words = referral.words(open_keys([referral.key_id]).get(referral.key_id))
    if words["email"]:
        acknowledgement(referral, words["email"]).send()
