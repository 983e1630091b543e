"""`manage.py verify_journal`: has the journal been tampered with? To be run every night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from entremise.core.typography import agree, figure
from entremise.journal.verification import chain_name, verify


class Command(BaseCommand):
    """Says where a line was removed, changed or moved; fails then."""

    help = "Vérifie que le journal n'a été ni amputé, ni modifié, ni réordonné."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything, then sum up."""
        verdict = verify()
        for fault in verdict.faults:
            where = f"{chain_name(fault.chain)}, rang {figure(fault.place)}"
            self.stdout.write(f"{where} : {fault.sentence}")
        read = f"{figure(verdict.lines)} {agree(verdict.lines, 'ligne')}"
        if verdict.faults:
            count = len(verdict.faults)
            raise CommandError(f"{read}, {count} {agree(count, 'anomalie')}.")
        self.stdout.write(f"{read}, aucune anomalie.")
