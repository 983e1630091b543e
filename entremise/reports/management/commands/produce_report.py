"""`produce_report`: make a funder's bilan of a year at once, and copy its files to a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from entremise.core.errors import Refusal
from entremise.reports.actions import open_report
from entremise.reports.models import Report
from entremise.reports.production import file_name, produce
from entremise.reports.queries import CONTENT_TYPES, file_of
from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif, Structure


class Command(BaseCommand):
    """Orders, produces in this process, and writes the PDF and the workbook."""

    help = "Produit le bilan d'une année d'un dispositif pour un de ses financeurs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dispositif", type=int, required=True, help="numéro du dispositif")
        parser.add_argument(
            "--funder", type=int, required=True, help="numéro de la structure qui finance"
        )
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument(
            "--output", type=Path, required=True, help="dossier où copier les fichiers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dispositif = Dispositif.objects.get(pk=options["dispositif"])
            funder = Structure.objects.get(pk=options["funder"])
        except (Dispositif.DoesNotExist, Structure.DoesNotExist) as absent:
            raise CommandError(str(absent)) from None
        report = self._produced(dispositif, funder, options["year"])
        options["output"].mkdir(parents=True, exist_ok=True)
        for kind in CONTENT_TYPES:
            path = options["output"] / file_name(report, kind)
            path.write_bytes(file_of(report, kind).data)
            self.stdout.write(str(path))

    def _produced(self, dispositif: Dispositif, funder: Structure, year: int) -> Report:
        # Whoever runs a command on the server acts for the structure, in nobody's name.
        direction = Actor(structure_id=dispositif.structure_id, role=Role.DIRECTOR)
        try:
            report = open_report(dispositif=dispositif, funder=funder, year=year, by=direction)
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        produce(report)
        report.refresh_from_db()
        if not report.is_ready:
            raise CommandError(report.failure)
        return report
