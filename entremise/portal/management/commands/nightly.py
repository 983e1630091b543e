"""`manage.py nightly`: what a platform does while nobody looks. To be run once a night (cron)."""

import logging
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs `settings.NIGHTLY` in order; what fails is told, and does not stop what follows."""

    help = "Exécute les travaux de la nuit : faits, vérification du journal, ménage."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fails at the end when one of them has, so that whoever runs it is warned."""
        failed = []
        for name in settings.NIGHTLY:
            self.stdout.write(name)
            try:
                call_command(name, stdout=self.stdout, stderr=self.stderr)
            except Exception as error:
                log.exception("travail de nuit : %s", name)
                self.stderr.write(f"{name} : {error}")
                failed.append(name)
        if failed:
            raise CommandError(f"À reprendre : {', '.join(failed)}.")
