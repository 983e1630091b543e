"""Loads the demonstration region: organisations, teams, accounts, and their activity."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.typography import figure
from entremise.portal.demo import accounts
from entremise.portal.demo.region import load_region


class Command(BaseCommand):
    help = "Charge la région de démonstration. Refusée sur une installation de production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until",
            type=date.fromisoformat,
            help="dernière journée chargée (aujourd'hui par défaut)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_region(until=options["until"] or clock.today())
        except Refusal as refusal:  # a day to add belongs to a closed period
            raise CommandError(refusal.message) from None
        except (accounts.NotADemonstrationError, ValueError) as error:
            raise CommandError(str(error)) from None
        for count, what in loaded.lines():
            self.stdout.write(f"{figure(count):>10}  {what}")
