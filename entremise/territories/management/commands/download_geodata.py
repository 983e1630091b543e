"""Downloads the contours and the priority neighbourhoods from their official addresses."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from entremise.core.errors import Refusal
from entremise.core.typography import WIDE, figure, french
from entremise.territories.download import Download, download
from entremise.territories.pack import read_pack


class Command(BaseCommand):
    """Each file is fetched, checked, then put in place; the others are tried all the same."""

    help = "Télécharge les contours et les quartiers prioritaires depuis leurs sources officielles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--into", type=Path, help="dossier (par défaut : ENTREMISE_GEODATA)")

    def handle(self, *args: Any, into: Path | None, **options: Any) -> None:
        folder = into or settings.GEODATA
        failed = 0
        for file in read_pack(settings.GEODATA_PACK).files:
            if not file.address:
                continue
            try:
                self._say(download(file, folder))
            except Refusal as refusal:
                failed += 1
                self.stderr.write(f"{file.name}{WIDE}: {refusal.message}")
        if failed:
            raise CommandError("Tout n'a pas pu être téléchargé. Ce qui était là n'a pas changé.")
        self.stdout.write(french("Lancez maintenant « python manage.py load_territories »."))

    def _say(self, done: Download) -> None:
        checked = "empreinte vérifiée" if done.compared else "empreinte non publiée"
        self.stdout.write(
            french(
                f"{done.file.name} : {figure(done.size / 1e6, 1)} Mo, {figure(done.features)} "
                f"territoires, {checked}, sha256 {done.sha256[:12]} ({done.path})."
            )
        )
