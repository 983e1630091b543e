"""`manage.py sweep_aside`: files that a form had put aside, and that nobody came back for."""

from typing import Any

from django.core.management.base import BaseCommand

from entremise.core.typography import agree
from entremise.vault.aside import sweep


class Command(BaseCommand):
    """They open under keys that nobody holds any more: this only gives back the place they take."""

    help = "Retire les fichiers mis de côté par un formulaire depuis plus d'un jour."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = sweep()
        self.stdout.write(
            f"{gone} {agree(gone, 'fichier mis de côté, retiré', 'fichiers mis de côté, retirés')}."
        )
