"""The demonstration, from nothing to a running platform: what `make demo` calls."""

from argparse import BooleanOptionalAction
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.portal.demo.accounts import NotADemonstrationError, require_demonstration
from entremise.portal.demo.chain import Chain, WorkerTooSlowError
from entremise.portal.serving import (
    PortTakenError,
    StopAsked,
    StoppedEarlyError,
    free_port,
    running,
)


class Command(BaseCommand):
    help = "Charge la région de démonstration, déroule toute la chaîne une fois, puis sert."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port (0 : un port libre)")
        parser.add_argument(
            "--serve", action=BooleanOptionalAction, default=True, help="servir à la fin"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            require_demonstration()
            self._run(options["port"] or free_port(), serve=options["serve"])
        except StopAsked:
            self.stdout.write("\nArrêté.")
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        except (
            NotADemonstrationError,
            PortTakenError,
            StoppedEarlyError,
            WorkerTooSlowError,
            ValueError,
        ) as error:
            raise CommandError(str(error)) from None

    def _run(self, port: int, *, serve: bool) -> None:
        chain = Chain(say=self._say, today=clock.today())
        loaded = chain.prepare()
        with running(port) as servers:
            chain.send(loaded, port)
            chain.devices(loaded)
            chain.disputes(loaded)
            chain.alerts(loaded)
            chain.wait_for_figures()
            chain.count(loaded)
            chain.report(loaded)
            chain.seal(loaded)
            chain.present(loaded, servers.address if serve else "")
            if serve:
                self._say("\nCtrl-C pour arrêter.")
                servers.wait()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
