"""Loads the reference geography."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model

from entremise.core.errors import Refusal
from entremise.core.typography import WIDE, agree, figure
from entremise.territories.actions import Loaded, load_codes, load_geodata
from entremise.territories.models import Contour
from entremise.territories.pack import read_pack


class Command(BaseCommand):
    """Codes from the npm package, then what the folder of geography holds."""

    help = "Charge les codes, les quartiers prioritaires et les contours des territoires."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="recharge même ce qui n'a pas changé"
        )

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        start = monotonic()
        pack = read_pack(settings.GEODATA_PACK)
        try:
            codes = load_codes(package=settings.DECOUPAGE_ADMINISTRATIF, pack=pack, force=force)
            if codes:
                self._say(codes)
            loaded = outlines = 0
            for file in load_geodata(folder=settings.GEODATA, pack=pack, force=force):
                loaded += 1
                if set(file.rows) == {Contour}:  # several files draw the same territories
                    outlines += 1
                elif any(file.rows.values()):
                    self._say(file)
            if outlines:
                files = f"{outlines} {agree(outlines, 'fichier')}"
                drawn = _counted(Contour, Contour.objects.count())
                self.stdout.write(f"Contours ({files}){WIDE}: {drawn}.")
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        if not settings.GEODATA.is_dir():
            self.stdout.write(
                f"Sans contours ni quartiers prioritaires{WIDE}: le dossier {settings.GEODATA} "
                f"n'existe pas. La commande « download_geodata » les télécharge."
            )
        if codes or loaded:
            self.stdout.write(f"Territoires chargés en {figure(monotonic() - start, 1)}{WIDE}s.")
        else:
            self.stdout.write("Les territoires étaient déjà à jour.")

    def _say(self, loaded: Loaded) -> None:
        counts = ", ".join(_counted(model, count) for model, count in loaded.rows.items())
        self.stdout.write(f"{loaded.name} ({loaded.version}){WIDE}: {counts}.")


def _counted(model: type[Model], count: int) -> str:
    meta = model._meta
    return f"{figure(count)} {agree(count, str(meta.verbose_name), str(meta.verbose_name_plural))}"
