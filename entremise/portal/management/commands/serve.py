"""Serves the platform: the pages and the background work, stopped together."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from entremise.portal.serving import PortTakenError, StopAsked, StoppedEarlyError, running


class Command(BaseCommand):
    help = "Sert les pages et exécute les tâches de fond, jusqu'à Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        port = int(os.environ.get("PORT", "8000"))
        parser.add_argument("--port", type=int, default=port, help="port (PORT, sinon 8000)")
        parser.add_argument("--workers", type=int, default=1, help="processus pour les pages")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with running(options["port"], workers=options["workers"]) as servers:
                self.stdout.write(f"Entremise : {servers.address} (Ctrl-C pour arrêter)")
                servers.wait()
        except StopAsked:
            self.stdout.write("Arrêté.")
        except (PortTakenError, StoppedEarlyError) as error:
            raise CommandError(str(error)) from None
