"""`manage.py remind_addressees`: who has not answered in time. Every night, or every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from entremise.alerts.actions import escalate, remind_addressee
from entremise.alerts.queries import awaiting
from entremise.core import clock
from entremise.core.typography import agree


class Command(BaseCommand):
    """Run twice, it writes to nobody twice: each sending remembers what left."""

    help = "Rappelle les destinataires qui n'ont pas répondu à une alerte, puis relance au-dessus."

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        reminded = escalated = 0
        for sending in awaiting():
            alert, since = sending.alert, now - sending.sent_at
            if since >= alert.kind.escalate_after(danger=alert.danger):
                escalated += escalate(sending=sending)
            elif since >= alert.kind.remind_after(danger=alert.danger):
                reminded += remind_addressee(sending=sending)
        self.stdout.write(
            f"{reminded} {agree(reminded, 'rappel')}, {escalated} {agree(escalated, 'relance')}."
        )
