"""`manage.py mark_coverage`: what the sheets of the day changed is counted again. Every night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from entremise.atlas.facts import NAME
from entremise.core import clock
from entremise.journal.actions import mark_changed


class Command(BaseCommand):
    """Can be run again at any time: a month that is marked is counted once."""

    help = "Fait recompter la couverture du mois en cours."

    def handle(self, *args: Any, **options: Any) -> None:
        """The month that runs; those gone by stay as they were counted."""
        with transaction.atomic():
            mark_changed(fact=NAME, months=[clock.today()])
