"""Reports on pages: their figures as components, their state in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from entremise.core import clock
from entremise.core.typography import agree, long_date
from entremise.ui.components import Chart, Figure

from .document import Bilan
from .drawing import chart_of, source_of
from .enums import Production
from .models import Report
from .queries import Due
from .wording import cell_text

# A bilan takes seconds. Past this, the worker has stopped or the queue is blocked.
PATIENCE = timedelta(minutes=3)


@dataclass(frozen=True)
class Badge:
    """A state in a word, with the tone of a status badge."""

    label: str
    tone: str


def badge(report: Report) -> Badge:
    """Where a report stands."""
    if report.is_sealed:
        return Badge("Scellé", "done")
    if report.production == Production.FAILED:
        return Badge("Échec", "danger")
    if report.is_ready:
        return Badge("Projet à relire", "action")
    return Badge("En production", "neutral")


@dataclass(frozen=True)
class DueList:
    """What is owed: what should have been sealed already, and what ends soon."""

    late: list[tuple[Due, Badge]]
    soon: list[tuple[Due, Badge]]


def due_list(found: list[Due], today: date) -> DueList:
    """What is owed, in two lists, each with how urgent it is."""
    rows = [(due, due_badge(due, today)) for due in found]
    return DueList(
        late=[row for row in rows if row[0].days_left(today) < 0],
        soon=[row for row in rows if row[0].days_left(today) >= 0],
    )


def due_badge(due: Due, today: date) -> Badge:
    """How urgent a bilan is."""
    left = due.days_left(today)
    if left < 0:
        return Badge("Période terminée", "attention")
    return Badge(f"Dans {left} {agree(left, 'jour')}" if left else "Aujourd'hui", "neutral")


@dataclass(frozen=True)
class Progress:
    """What the page of a report being produced says. `late` when nothing has come for too long."""

    title: str
    text: str
    failed: bool
    late: bool

    @property
    def stuck(self) -> bool:
        """Whether the person has something to do."""
        return self.failed or self.late


def progress(report: Report) -> Progress:
    """The state of a production in words, and what to do when it does not go on."""
    if report.production == Production.FAILED:
        return Progress("La production a échoué", report.failure, failed=True, late=False)
    if clock.now() - report.requested_at > PATIENCE:
        return Progress(
            "La production tarde",
            "Un bilan prend d'ordinaire quelques secondes. Relancez-le\u00a0; si rien ne vient, "
            "prévenez l'administrateur\u00a0: le service des tâches est peut-être arrêté.",
            failed=False,
            late=True,
        )
    if report.production == Production.RUNNING:
        return Progress(
            "Le bilan se prépare", "Calcul des chiffres et mise en page.", failed=False, late=False
        )
    return Progress(
        "Le bilan va être préparé",
        "La demande est enregistrée. Vous pouvez quitter cette page\u00a0: le bilan sera dans vos "
        "rapports.",
        failed=False,
        late=False,
    )


def figure_cards(bilan: Bilan) -> list[Figure]:
    """The key figures as cards: text, not numbers, so that a page says what the PDF prints."""
    return [
        Figure(
            label=item.measure.label,
            value=cell_text(item.value, item.measure),
            comparison=item.comparison,
        )
        for item in bilan.figures
    ]


@dataclass(frozen=True)
class SectionScreen:
    """A chapter on a page: its sentences, its drawings with their tables."""

    title: str
    sentences: tuple[str, ...]
    charts: list[Chart]


def sections(bilan: Bilan) -> list[SectionScreen]:
    """The chapters of a bilan, drawn as they are in its PDF."""
    frame, source = bilan.order, source_of(bilan)
    return [
        SectionScreen(
            section.title,
            section.sentences,
            [chart_of(panel, frame=frame, source=source) for panel in section.panels],
        )
        for section in bilan.sections
    ]


def seal_sentence(report: Report) -> str:
    """What sealing will do, said before it is done."""
    return (
        f"les interventions de « {report.dispositif} » du {long_date(report.starts_on)} au "
        f"{long_date(report.ends_on)} ne pourront plus être ajoutées, corrigées ni annulées, quel "
        "que soit leur financeur."
    )
