"""`manage.py apply_retention`: archive, anonymise or erase what has been kept long enough."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from entremise.core import clock
from entremise.core.readonly import readonly
from entremise.core.typography import agree, figure
from entremise.journal.models import RetentionRun
from entremise.journal.retention import Planned, plan, run


class Command(BaseCommand):
    """Fails when a row could not be treated, so that whoever runs the night is warned."""

    help = "Applique les durées de conservation ; chaque règle laisse une preuve par structure."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Another day than today can only be looked at."""
        parser.add_argument("--dry-run", action="store_true", help="dire sans rien faire")
        parser.add_argument(
            "--on", type=date.fromisoformat, help="avec --dry-run, un autre jour (AAAA-MM-JJ)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a rule and a structure, then a sum."""
        if options["dry_run"]:
            with readonly():
                self._say_planned(plan(options["on"] or clock.today()))
            return
        if options["on"]:
            raise CommandError("--on ne va qu'avec --dry-run : rien ne s'efface avant son jour.")
        runs = run(clock.today())
        if any(done.treated for done in runs):
            _leave_no_trace()
        self._say_done(runs)

    def _say_planned(self, found: list[Planned]) -> None:
        for planned in found:
            self.stdout.write(
                f"structure {planned.structure_id}, {planned.rule.code} : {_rows(planned.count)} à "
                f"{planned.rule.action.label}, depuis le {planned.oldest:%d/%m/%Y}"
            )
        self.stdout.write(f"{_rows(sum(planned.count for planned in found))} à traiter.")

    def _say_done(self, runs: list[RetentionRun]) -> None:
        failed = sum(len(done.failures) for done in runs)
        for done in runs:
            missed = f", {figure(len(done.failures))} en échec" if done.failures else ""
            self.stdout.write(
                f"structure {done.structure_id}, {done.rule} : {_rows(done.treated)}{missed}"
            )
        if failed:
            raise CommandError(f"{_rows(failed)} à reprendre : voir les preuves.")
        self.stdout.write(f"{_rows(sum(done.treated for done in runs))} en tout.")


def _rows(count: int) -> str:
    return f"{figure(count)} {agree(count, 'enregistrement')}"


def _leave_no_trace() -> None:
    """On SQLite, what was erased stays in the free pages of the file until it is written anew.
    PostgreSQL does as much by itself, a little later.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
