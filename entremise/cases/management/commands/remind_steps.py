"""`manage.py remind_steps`: a letter a day to whoever has something to do in a dispute."""

from typing import Any

from django.core.management.base import BaseCommand

from entremise.cases.actions import remind_steps
from entremise.core.typography import agree


class Command(BaseCommand):
    help = "Rappelle à chacun les étapes du jour, du lendemain, et celles qui sont en retard."

    def handle(self, *args: Any, **options: Any) -> None:
        """Can be run again at any time: what was told today is not told twice."""
        count = remind_steps()
        self.stdout.write(f"{count} {agree(count, 'rappel')}")
