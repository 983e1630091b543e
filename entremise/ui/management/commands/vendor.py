"""`manage.py vendor`: fills static/vendor/ from the npm packages. Part of the set-up."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from entremise.ui.vendor import vendor


class Command(BaseCommand):
    """Quick and silent about nothing: says whether there was something to do."""

    help = "Copie les polices, les icônes et les styles des paquets npm dans static/vendor/."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the copy, or say that `npm ci` comes first."""
        node_modules = settings.NODE_MODULES
        if not (node_modules / "bootstrap").is_dir():
            raise CommandError("Les paquets npm manquent : lancez « npm ci » d'abord.")
        done = vendor(node_modules, settings.VENDOR)
        self.stdout.write("static/vendor/ rempli." if done else "static/vendor/ était à jour.")
