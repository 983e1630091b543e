"""`manage.py announce_deadlines`: which conventions adulte-relais are about to end. Every night."""

from typing import Any

from django.core.management.base import BaseCommand

from entremise.core.typography import agree
from entremise.positions.actions import announce_deadlines


class Command(BaseCommand):
    """Can be run again at any time: what was announced is not announced twice."""

    help = "Annonce la fin des conventions adulte-relais, 9, 6 et 3 mois avant."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many were announced."""
        count = announce_deadlines()
        self.stdout.write(f"{count} {agree(count, 'échéance annoncée', 'échéances annoncées')}")
