"""The plan of a bilan, as data: the figures that open it, its chapters, the question of each table.

Codes are those of the catalogue of indicators and of the columns of the facts; nothing is computed
here. To add a drawing and its table to the bilan, add a `Breakdown` or a `Parts`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .document import ChartKind

# How rows are put in order: by value, as hours follow each other in a day of service, or as the
# list of codes declares them (months, days of the week).
Sorting = Literal["value", "hours", "declared"]


@dataclass(frozen=True)
class Said:
    """An indicator and the words after its number: « 1 intervention », « 2 interventions ».

    `beside` is what is told in brackets so that two figures that look alike are not confused.
    """

    indicator: str
    one: str
    many: str
    beside: "Said | None" = None

    @property
    def indicators(self) -> tuple[str, ...]:
        """Those it takes to say it."""
        return (self.indicator, *(self.beside.indicators if self.beside else ()))


@dataclass(frozen=True)
class Breakdown:
    """A table and its drawing: an indicator broken down by a column of the facts.

    `subject` names what is counted (« des interventions »). `leading` words the title from the
    greatest row; `drawn` limits the rows of the drawing, never those of the table. With `of_known`,
    shares are of what is known: the row of the rest has none.
    """

    key: str
    caption: str
    indicator: str
    by: str
    heading: str
    subject: str = "des interventions"
    chart: ChartKind = "bars"
    sorting: Sorting = "value"
    leading: str = "{label} : {share} {subject}"
    drawn: int = 8
    of_known: bool = False
    note: str = ""

    @property
    def indicators(self) -> tuple[str, ...]:
        """The one it breaks down."""
        return (self.indicator,)


@dataclass(frozen=True)
class Parts:
    """A table and its drawing whose rows are indicators that share out a whole.

    `rest` is the indicator of what is not known of it: the last row.
    """

    key: str
    caption: str
    whole: str
    parts: tuple[str, ...]
    rest: str
    heading: str
    subject: str
    leading: str = "{label} : {share} {subject}"
    note: str = ""

    @property
    def indicators(self) -> tuple[str, ...]:
        """The whole, its parts, and the rest."""
        return (self.whole, *self.parts, self.rest)


@dataclass(frozen=True)
class Chapter:
    """A chapter: what its sentences say, then its tables."""

    key: str
    title: str
    said: tuple[Said, ...]
    panels: tuple[Breakdown | Parts, ...]


ACTIVITIES = Said("activities", "intervention", "interventions")
PRESENT = "de médiateurs, en comptant chacun des présents"
HOURS = Said(
    "mediation_hours", "de médiation", "de médiation",
    beside=Said("mediator_hours", PRESENT, PRESENT),
)  # fmt: skip
PEOPLE = Said("people", "personne rencontrée", "personnes rencontrées")
QPV = Said("qpv_share", "", "des interventions localisées le sont en quartier prioritaire")
CONFLICTS = Said("conflicts", "conflit traité", "conflits traités")
CALMED = Said(
    "conflicts_calmed_share",
    "",
    "des conflits conclus le sont par un apaisement, une reprise du dialogue ou un accord",
)
LINKS = Said("links", "mise en relation avec un partenaire", "mises en relation avec un partenaire")
EVENING = Said("evening_share", "", "des interventions en soirée ou la nuit")

FIGURES = (ACTIVITIES, HOURS, PEOPLE, QPV, CONFLICTS, CALMED, LINKS, EVENING)

SEVERAL = "Une intervention peut porter sur plusieurs sujets : les parts ne s'additionnent pas."

CHAPTERS = (
    Chapter(
        "activity",
        "L’activité",
        (ACTIVITIES, HOURS, EVENING),
        (
            Breakdown(
                "months", "Interventions par mois", "activities", "month", "Mois",
                chart="months", sorting="declared",
                leading="{label} est le mois le plus chargé : {value} interventions",
            ),
            Breakdown(
                "registers", "Interventions par registre de la norme NF X60-600", "activities",
                "register", "Registre",
            ),
            Breakdown(
                "hours", "Interventions par heure de début", "activities", "hour", "Heure",
                chart="columns", sorting="hours",
                leading="C’est à {label} que commencent le plus d’interventions",
            ),
            Breakdown(
                "weekdays", "Interventions par jour de la semaine", "activities", "weekday", "Jour",
                chart="columns", sorting="declared",
                leading="Le {label} est le jour le plus chargé : {share} {subject}",
            ),
            Breakdown("domains", "Interventions par domaine", "activities", "domain", "Domaine"),
        ),
    ),
    Chapter(
        "conflicts",
        "Les conflits et leurs suites",
        (CONFLICTS, CALMED),
        (
            Breakdown(
                "outcomes", "Conflits traités, selon leur suite", "conflicts", "outcome", "Suite",
                subject="des conflits",
            ),
            Breakdown(
                "temporality", "Conflits traités, selon le moment", "conflicts", "temporality",
                "Moment", subject="des conflits",
            ),
            Breakdown(
                "topics", "Conflits traités, selon leur sujet", "conflicts", "topic", "Sujet",
                subject="des conflits", note=SEVERAL,
            ),
        ),
    ),
    Chapter(
        "publics",
        "Les publics",
        (
            PEOPLE,
            Said(
                "people_per_activity", "personne par intervention", "personnes par intervention"
            ),
        ),
        (
            Parts(
                "ages", "Personnes rencontrées, selon leur âge", "people",
                ("under_12", "aged_12_17", "aged_18_25", "aged_26_59", "aged_60_plus"),
                "age_unknown", "Classe d’âge", "des personnes rencontrées",
                note="L’âge est estimé par les médiateurs ; il n’est pas toujours noté.",
            ),
            Parts(
                "sexes", "Personnes rencontrées, selon leur sexe", "people",
                ("women", "men"), "sex_unknown", "Sexe", "des personnes rencontrées",
                note="Le sexe n’est pas toujours noté, surtout pour un groupe.",
            ),
        ),
    ),
    Chapter(
        "territory",
        "Les lieux",
        (QPV,),
        (
            Breakdown(
                "in_qpv", "Interventions en quartier prioritaire et ailleurs", "activities",
                "in_qpv", "Lieu", subject="des interventions localisées", of_known=True,
                note="Les parts sont celles des interventions localisées.",
            ),
            Breakdown(
                "qpvs", "Interventions par quartier prioritaire", "activities", "qpv",
                "Quartier prioritaire",
            ),
            Breakdown("communes", "Interventions par commune", "activities", "commune", "Commune"),
            Breakdown(
                "places", "Interventions par type de lieu", "activities", "place_kind",
                "Type de lieu",
            ),
        ),
    ),
    Chapter(
        "requests",
        "Les demandes et les relais",
        (
            Said("self_share", "", "des interventions à l’initiative des médiateurs, en tournée"),
            LINKS,
        ),
        (
            Breakdown(
                "origins", "Interventions selon l’origine de la demande", "activities", "origin",
                "Origine",
            ),
            Breakdown(
                "orientations", "Orientations vers un partenaire", "orientations", "orientation",
                "Partenaire", subject="des orientations", drawn=10,
            ),
        ),
    ),
)  # fmt: skip


def uses() -> dict[str, frozenset[str]]:
    """The indicators of the bilan: of its first page, and of each chapter."""
    return {
        "Bilan, en tête": frozenset(_told(FIGURES)),
        **{f"Bilan, {chapter.title}": frozenset(_shown(chapter)) for chapter in CHAPTERS},
    }


def _told(said: Iterable[Said]) -> Iterator[str]:
    for one in said:
        yield from one.indicators


def _shown(chapter: Chapter) -> Iterator[str]:
    yield from _told(chapter.said)
    for panel in chapter.panels:
        yield from panel.indicators
