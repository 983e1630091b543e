"""`manage.py refresh_facts`: bring the figures up to date now, without waiting for the worker."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from entremise.core.typography import agree, figure
from entremise.indicators.breakdowns import labels
from entremise.indicators.refreshing import refresh_all, refresh_marked
from entremise.indicators.tables import fact_table


class Command(BaseCommand):
    """Says each month as it is done."""

    help = "Recalcule les faits des mois modifiés, ou de tous les mois."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--all` computes every month again, changed or not."""
        parser.add_argument(
            "--all", action="store_true", help="recalculer tous les mois, même inchangés"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refresh, then sum up."""
        months = rows = 0
        for done in refresh_all() if options["all"] else refresh_marked():
            key = f"{done.month:%Y-%m}"
            month = labels(done.fact, "month", [key])[key]
            lines = f"{figure(done.rows)} {agree(done.rows, 'ligne')}"
            table = fact_table(done.fact).label
            self.stdout.write(f"{table}, {month} : {lines} en {figure(done.seconds, 1)} s")
            months, rows = months + 1, rows + done.rows
        if not months:
            self.stdout.write("Tout est à jour.")
            return
        summary = f"{figure(months)} mois à jour, {figure(rows)} {agree(rows, 'ligne')}."
        self.stdout.write(summary)
