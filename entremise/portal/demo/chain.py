"""The way of one entry, walked once for real: from the field to a funder's report.

Each step says in French what it did and how long it took. Nothing here is a short cut: entries
are posted to a running server, figures wait for the worker, the report is an ordinary one.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from entremise.alerts.models import Addressee, Alert
from entremise.cases.models import Case, Referral
from entremise.core import clock
from entremise.core.typography import NARROW, WIDE, agree, figure
from entremise.indicators import store
from entremise.indicators.catalog import indicator
from entremise.indicators.questions import Answer, Period, Question, answer, scope_of
from entremise.journal.models import ChangedMonth
from entremise.portal.serving import HOST
from entremise.reports.actions import open_report, seal_report
from entremise.reports.enums import ReportStatus
from entremise.reports.models import Report
from entremise.reports.production import produce
from entremise.structures.actor import Actor, actor_of
from entremise.structures.models import Dispositif, Membership, Structure
from entremise.ui.components import written

from . import accounts
from .disputes import load_disputes
from .generate import Generator
from .phones import keep_phones
from .posting import Posted, post
from .region import Loaded, load_region
from .tonight import tonight, unfinished
from .watch import load_alerts

Say = Callable[[str], None]

# The dispositif whose figures are shown, and the funder its report is addressed to.
DISPOSITIF, FUNDER, DIRECTOR = "moulins", "ville_lille", "direction@citeo.example.org"
POSTED_DAYS = 3  # today included
PATIENCE = 180.0  # seconds given to the worker
FACT = "activities"

SHOWN = (
    "activities", "people", "mediation_hours", "mediator_hours", "conflicts",
    "conflicts_calmed_share", "links_share", "qpv_share", "evening_share",
    "activities_per_mediator_day",
)  # fmt: skip


class WorkerTooSlowError(RuntimeError):
    """The figures were not up to date in time."""


@dataclass(frozen=True)
class Chain:
    """The steps, in the order they are called in. `today` is the day of the demonstration."""

    say: Say
    today: date

    def prepare(self) -> Loaded:
        """The tables, the territories, the region, and its activity up to the last days."""
        with self._step("Base de données et territoires"):
            for alias in connections:
                call_command("migrate", database=alias, verbosity=0)
            said = StringIO()
            call_command("load_territories", stdout=said)
            self.say(_indented(said.getvalue()))
        with self._step("Région de démonstration"):
            loaded = load_region(until=self.today - timedelta(days=POSTED_DAYS))
            for count, what in loaded.lines():
                self.say(f"   {figure(count):>7} {what}")
        with self._step("Table de faits"):
            said = StringIO()
            call_command("refresh_facts", stdout=said)
            self.say(_indented(said.getvalue().strip().splitlines()[-1]))
        return loaded

    def send(self, loaded: Loaded, port: int) -> Posted:
        """The entries of the last days, through the door of devices."""
        with self._step("Saisies du terrain, par l'API de synchronisation"):
            first, now = self.today - timedelta(days=POSTED_DAYS - 1), clock.now()
            generator = Generator(loaded.pack)
            outings = list(generator.outings_between(first, self.today))
            gone = {o.id: o for o in [*outings, *unfinished(generator, loaded.world)]}
            over = [
                o for o in outings if o.dispositif == DISPOSITIF and o.service_date < self.today
            ]
            out = tonight(generator, DISPOSITIF, gone.values(), at=now)
            posted = post(
                loaded.pack,
                loaded.world,
                [*gone.values(), *([out] if out else [])],
                at=now,
                host=HOST,
                port=port,
                wrong_clock=over[-1].id if over else None,
            )
            self._say_posted(posted, first)
        return posted

    def _say_posted(self, posted: Posted, first: date) -> None:
        if not (posted.entries or posted.rounds):
            self.say("   tout était déjà reçu")
            return
        self.say(
            f"   {figure(posted.entries)} {agree(posted.entries, 'activité')} du "
            f"{first:%d/%m} au {self.today:%d/%m/%Y}, de {posted.senders} "
            f"{agree(posted.senders, 'médiateur')}, en {posted.batches} "
            f"{agree(posted.batches, 'envoi')}"
        )
        for statuses, what in ((posted.statuses, "activité"), (posted.rounds, "tournée")):
            for status, (one, several) in _STATUSES.items():
                if count := statuses[status]:
                    said = f"{agree(count, what)} {agree(count, one, several)}"
                    self.say(f"   {figure(count):>7} {said}")

    def devices(self, loaded: Loaded) -> int:
        """The telephones, as they were last heard of."""
        with self._step("Appareils des médiateurs"):
            added = keep_phones(loaded.pack, loaded.world, at=clock.now())
            phones = loaded.pack.phones
            waiting = sum(phone.waiting for phone in phones if phone.revoked is None)
            self.say(
                f"   {figure(added)} {agree(added, 'appareil ajouté', 'appareils ajoutés')} sur "
                f"{figure(len(phones))}{NARROW}; {figure(waiting)} "
                f"{agree(waiting, 'saisie')} y {agree(waiting, 'attend', 'attendent')} encore"
            )
        return added

    def disputes(self, loaded: Loaded) -> int:
        """Referrals and cases, as far as each has gone."""
        with self._step("Saisines et situations"):
            made = load_disputes(loaded.pack, loaded.world, at=clock.now())
            known = Referral.objects.count()
            self.say(
                f"   {figure(made)} {agree(made, 'saisine ajoutée', 'saisines ajoutées')} sur "
                f"{figure(known)}{NARROW}; {figure(Case.objects.count())} situations"
            )
        return made

    def alerts(self, loaded: Loaded) -> int:
        """What teams have passed on, and what was answered."""
        with self._step("Alertes de la veille sociale et technique"):
            given = load_alerts(loaded.pack, loaded.world, at=clock.now())
            known = Alert.objects.count()
            self.say(
                f"   {figure(given)} {agree(given, 'alerte donnée', 'alertes données')} sur "
                f"{figure(known)}{NARROW}; {figure(Addressee.objects.count())} destinataires"
            )
        return given

    def wait_for_figures(self) -> int:
        """Until the worker has brought the facts up to date; returns their version."""
        with self._step("Chiffres mis à jour par les tâches de fond"):
            limit = time.monotonic() + PATIENCE
            while ChangedMonth.objects.exists():
                if time.monotonic() > limit:
                    raise WorkerTooSlowError("Les tâches de fond n'ont pas fini à temps.")
                time.sleep(0.2)
            version = store.version(FACT)
            self.say(f"   version {version} des données")
        return version

    def count(self, loaded: Loaded) -> Answer:
        """The indicators of one dispositif, this year against the same days of last year."""
        period = Period(date(self.today.year, 1, 1), self.today)
        name = loaded.pack.services[DISPOSITIF].name
        with self._step(f"Indicateurs du dispositif «{WIDE}{name}{WIDE}», {period.label}"):
            scope = scope_of(self._director(loaded))
            if scope is None:
                raise RuntimeError("the director may count")
            found = answer(
                Question(
                    indicators=SHOWN,
                    scope=scope,
                    period=period,
                    compare=period.previous_year(),
                    filters={"dispositif": (loaded.world.dispositifs[DISPOSITIF],)},
                )
            )
            for code in SHOWN:
                self.say(f"   {_figure_line(found, code, self.today.year - 1)}")
        return found

    def report(self, loaded: Loaded) -> list[Path]:
        """The yearly report to one of the funders, as PDF and workbook; returns their paths."""
        with self._step(f"Bilan {self.today.year}, destinataire{WIDE}: {_name(loaded, FUNDER)}"):
            said = StringIO()
            call_command(
                "produce_report",
                dispositif=loaded.world.dispositifs[DISPOSITIF],
                funder=loaded.world.structures[FUNDER],
                year=self.today.year,
                output=Path(settings.VAR) / "demo",
                stdout=said,
            )
            paths = [Path(line) for line in said.getvalue().split("\n") if line]
            for path in paths:
                self.say(f"   {path} ({figure(path.stat().st_size / 1024)}{WIDE}ko)")
        return paths

    def seal(self, loaded: Loaded) -> Report:
        """Last year's report to the same funder, sealed: what the partner finds on signing in."""
        year, world = self.today.year - 1, loaded.world
        with self._step(f"Bilan {year} scellé, destinataire{WIDE}: {_name(loaded, FUNDER)}"):
            service = Dispositif.objects.get(pk=world.dispositifs[DISPOSITIF])
            funder = Structure.objects.get(pk=world.structures[FUNDER])
            report = Report.objects.filter(
                dispositif=service, funder=funder, year=year, status=ReportStatus.SEALED
            ).first()
            if report is None:
                director = self._director(loaded)
                draft = open_report(dispositif=service, funder=funder, year=year, by=director)
                produce(draft)
                report = seal_report(report=draft, by=director)
            self.say(f"   version {report.data_version} des données{NARROW}; la période est close")
        return report

    def present(self, loaded: Loaded, address: str = "") -> None:
        """Where to go, and as whom; how to serve, when nothing is served."""
        where = f"Adresse{WIDE}: {address}" if address else f"Pour servir{WIDE}: make serve"
        self.say(f"\n{where}")
        self.say(f"Mot de passe de tous les comptes{WIDE}: {accounts.password()}")
        for member in accounts.shown(loaded.pack):
            self.say(f"   {accounts.ROLES[member.role]:<26} {member.email}")
        self.say(f"\n{loaded.pack.about['notice']}")

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        begun = time.monotonic()
        self.say(f"\n{title}")
        yield
        self.say(f"   … {figure(time.monotonic() - begun, 1)}{WIDE}s")

    def _director(self, loaded: Loaded) -> Actor:
        members = Membership.objects.select_related("user", "structure")
        return actor_of(members.get(pk=loaded.world.members[DIRECTOR]))


_STATUSES = {
    "created": ("enregistrée", "enregistrées"),
    "updated": ("modifiée", "modifiées"),
    "duplicate": ("déjà reçue à l'identique", "déjà reçues à l'identique"),
    "conflict": ("en conflit", "en conflit"),
    "invalid": ("à corriger", "à corriger"),
    "locked": ("dans une période close", "dans une période close"),
}


def _figure_line(found: Answer, code: str, last_year: int) -> str:
    entry = indicator(code)
    now = written(found.totals.values[code].number, entry.unit, entry.decimals)
    before = written(found.totals.previous[code].number, entry.unit, entry.decimals)
    return f"{entry.label}{WIDE}: {now} ({last_year}{WIDE}: {before})"


def _name(loaded: Loaded, key: str) -> str:
    return next(row.name for row in loaded.pack.structures if row.key == key)


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" for line in text.strip().splitlines())
