"""A few figures of social mediation, as anybody may quote them: each with its sentence and what it
counts. What owners keep from the public is not counted, except in the activity of all, which is
never told apart.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, QuerySet

from entremise.core import clock
from entremise.core.typography import WIDE, agree, figure
from entremise.indicators import store
from entremise.indicators.catalog import indicator
from entremise.indicators.questions import Period, Question, Scope, answer
from entremise.positions import counting
from entremise.positions.models import PositionPeriod
from entremise.structures.actor import VISITOR
from entremise.structures.models import Dispositif
from entremise.structures.policies import published_dispositifs, published_structures
from entremise.structures.reach import communes_served
from entremise.territories.models import Departement, Qpv
from entremise.ui.components import Column, Figure, Table

ACTIVITY = "activities"
KEPT = 300  # seconds: what is counted on rows may be that old, and says its hour


@dataclass(frozen=True)
class Meaning:
    """What a figure counts, under the name that leads to it."""

    anchor: str
    title: str
    words: str


@dataclass(frozen=True)
class Counts:
    """What is counted on rows, and when it was."""

    jobs: int
    employers: int
    services: int
    structures: int
    communes: int
    departements: int
    qpvs: int
    at: datetime

    @property
    def headline(self) -> str:
        """« 837 emplois de médiation sociale, 15 services, 72 communes. »."""
        jobs = f"{figure(self.jobs)}{WIDE}{agree(self.jobs, 'emploi')} de médiation sociale"
        services = f"{figure(self.services)}{WIDE}{agree(self.services, 'service')}"
        return (
            f"{jobs}, {services}, {figure(self.communes)}{WIDE}{agree(self.communes, 'commune')}."
        )


@dataclass(frozen=True)
class KeyFigures:
    """The figures, what they mean, the same by département."""

    counts: Counts
    figures: list[Figure]
    meanings: list[Meaning]
    table: Table


def counts() -> Counts:
    """What is counted on rows, a few minutes old at most."""
    found: Counts | None = cache.get("public-counts")
    if found is None:
        found = _counted()
        cache.set("public-counts", found, KEPT)
    return found


def key_figures() -> KeyFigures:
    """Today's figures, worked out once for a version of the facts and of the counts."""
    held, today = counts(), clock.today()
    key = f"public-figures-{held.at.timestamp()}-{store.version(indicator(ACTIVITY).fact)}"
    found: KeyFigures | None = cache.get(key)
    if found is None:
        found = KeyFigures(held, _figures(held, today), _meanings(), _by_departement(today))
        cache.set(key, found, KEPT)
    return found


def published_jobs() -> QuerySet[PositionPeriod]:
    """The posts of the structures that appear."""
    return PositionPeriod.objects.filter(structure__in=published_structures(VISITOR))


def _counted() -> Counts:
    today, services = clock.today(), published_dispositifs(VISITOR)
    running = services.aggregate(all=Count("pk"), by=Count("structure", distinct=True))
    communes = communes_served(services)
    places = communes.aggregate(all=Count("pk"), departements=Count("departement", distinct=True))
    served = Dispositif.qpvs.through.objects.filter(dispositif__in=services)
    return Counts(
        jobs=counting.jobs_on(published_jobs(), today),
        employers=sum(counting.employers_on(published_jobs(), today).values()),
        services=running["all"],
        structures=running["by"],
        communes=places["all"],
        departements=places["departements"],
        qpvs=Qpv.objects.filter(pk__in=served.values("qpv")).count(),
        at=clock.now(),
    )


def _figures(held: Counts, today: date) -> list[Figure]:
    return [
        Figure(
            "Emplois de médiation sociale",
            held.jobs,
            sentence=f"chez {figure(held.employers)} {agree(held.employers, 'employeur')}",
            href="#emplois",
        ),
        Figure(
            "Services ouverts",
            held.services,
            sentence=f"portés par {figure(held.structures)} {agree(held.structures, 'structure')}",
            href="#services",
        ),
        Figure(
            "Communes desservies",
            held.communes,
            sentence=f"dans {figure(held.departements)} {agree(held.departements, 'département')}",
            href="#communes",
        ),
        Figure("Quartiers prioritaires desservis", held.qpvs, href="#quartiers"),
        _activity(today),
    ]


def _activity(today: date) -> Figure:
    """The activity of everybody since January, hidden when it is small."""
    period = Period(date(today.year, 1, 1), today)
    found = answer(Question((ACTIVITY,), Scope(small_count=settings.SMALL_COUNT), period))
    value = found.totals.values[ACTIVITY]
    return Figure(
        f"Interventions en {today.year}",
        value.number,
        sentence="consignées depuis le 1er janvier",
        href="#interventions",
        state=value.state,
    )


def _meanings() -> list[Meaning]:
    published = "Les structures qui ont choisi de ne pas paraître ne sont pas comptées."
    return [
        Meaning(
            "emplois",
            "Emplois de médiation sociale",
            "Postes créés ou consolidés qui existent ce jour, pourvus ou non, quel que soit leur "
            f"temps de travail. Les postes en perspective n'en sont pas. {published}",
        ),
        Meaning(
            "services",
            "Services ouverts",
            "Dispositifs de médiation sociale inscrits au registre et ouverts ce jour, et les "
            f"structures qui les portent. {published}",
        ),
        Meaning(
            "communes",
            "Communes desservies",
            "Communes où intervient au moins un de ces services, nommées une à une ou avec toute "
            "leur intercommunalité.",
        ),
        Meaning(
            "quartiers",
            "Quartiers prioritaires desservis",
            "Quartiers prioritaires de la politique de la ville (QPV) où au moins un de ces "
            "services dit intervenir.",
        ),
        Meaning(
            "interventions",
            "Interventions",
            f"{indicator(ACTIVITY).definition} Les interventions de toutes les équipes sont "
            f"comptées ensemble ; un nombre inférieur à {settings.SMALL_COUNT} n'est pas montré.",
        ),
    ]


def _by_departement(today: date) -> Table:
    """The same by département, that of the place where one works; five queries."""
    names = dict(Departement.objects.values_list("code", "name"))
    held = counting.held_on(published_jobs(), today).at_work.by("departement")
    jobs = {code: tally.posts for code, tally in held.items()}
    services = published_dispositifs(VISITOR)
    communes = communes_served(services).order_by().values_list("departement")
    towns = dict(communes.annotate(Count("pk")))
    working = Dispositif.communes.through.objects.filter(dispositif__in=services)
    run = dict(
        working.order_by()
        .values_list("commune__departement")
        .annotate(Count("dispositif", distinct=True))
    )
    codes = sorted(code for code in {*jobs, *towns, *run} if code in names)
    rows = [
        {
            "label": f"{names[code]} ({code})",
            "jobs": jobs.get(code, 0),
            "services": run.get(code, 0),
            "communes": towns.get(code, 0),
        }
        for code in codes
    ]
    columns = (
        Column("label", "Département"),
        Column("jobs", "Emplois", numeric=True),
        Column("services", "Services", numeric=True),
        Column("communes", "Communes desservies", numeric=True),
    )
    caption = "Par département ; un service qui en dessert deux compte dans chacun"
    return Table(caption, columns, rows, empty="Aucun service n'est encore publié.")
