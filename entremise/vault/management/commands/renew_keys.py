"""`manage.py renew_keys`: new keys above, the same records below."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from entremise.core.typography import agree, figure
from entremise.vault.keys import renew_master_key, renew_structure_key


class Command(BaseCommand):
    """Can be run while the platform serves, interrupted, and run again."""

    help = (
        "Rescelle les clés des structures sous la clé maîtresse la plus récente ; "
        "--structure donne aussi à une structure une clé nouvelle."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--structure 12`, as many times as needed."""
        parser.add_argument(
            "--structure", type=int, action="append", default=[], help="numéro d'une structure"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were sealed again."""
        for number in options["structure"]:
            self._say(renew_structure_key(number), f"de la structure {number}")
        self._say(renew_master_key(), "de structures")

    def _say(self, count: int, whose: str) -> None:
        resealed = agree(count, "rescellée", "rescellées")
        self.stdout.write(f"{figure(count)} {agree(count, 'clé')} {whose} {resealed}.")
