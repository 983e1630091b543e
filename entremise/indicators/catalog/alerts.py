"""What teams pass on, and how fast it is dealt with. The medians by addressee are in `alerts`: a
median cannot be added up from the parts of a table, which is how figures are computed here.
"""

from ibis import _

from entremise.indicators.indicator import Indicator, mean, share, total
from entremise.indicators.measures import Measure, rows_of

TITLE = "Alertes transmises"
FACT = "alerts"
SOURCE = "Entremise, d'après NF X60-600, registre 4"

ALERTS = rows_of(FACT, "alerts")
TECHNICAL = ALERTS.part("technical_alerts", branch="technical")
SOCIAL = ALERTS.part("social_alerts", branch="social")
DANGER = ALERTS.part("danger_alerts", danger=True)
SENT = ALERTS.part("sent_alerts", is_sent=True)
ANSWERED = SENT.part("answered_alerts", is_answered=True)
ON_TIME = ANSWERED.part("alerts_on_time", on_time=True)
SOLVED = ALERTS.part("solved_alerts", state="solved")
ANSWER_MINUTES = Measure("alert_answer_minutes", _.answer_minutes.sum(), fact=FACT)
SOLUTION_MINUTES = Measure("alert_solution_minutes", _.solution_minutes.sum(), fact=FACT)

INDICATORS = (
    Indicator(
        code="alerts",
        label="Alertes",
        definition="Nombre d'alertes de veille sociale ou technique données par les équipes.",
        formula=total(ALERTS),
        source=SOURCE,
    ),
    Indicator(
        code="technical_alerts",
        label="Alertes techniques",
        definition="Alertes sur le bâti, les équipements ou l'espace public.",
        formula=total(TECHNICAL),
        source=SOURCE,
    ),
    Indicator(
        code="social_alerts",
        label="Alertes sociales",
        definition="Alertes sur la situation de personnes ou la vie d'un lieu.",
        formula=total(SOCIAL),
        source=SOURCE,
    ),
    Indicator(
        code="danger_alerts",
        label="Alertes signalant un danger",
        definition="Alertes dont une personne peut souffrir tout de suite.",
        formula=total(DANGER),
        source=SOURCE,
    ),
    Indicator(
        code="alerts_on_time_share",
        label="Alertes répondues avant le rappel",
        definition="Part des alertes transmises qui ont eu une réponse avant le délai de rappel "
        "de leur catégorie.",
        formula=share(ON_TIME, of=SENT),
        source="Entremise",
        unit="percent",
        direction="up",
    ),
    Indicator(
        code="alerts_solved_share",
        label="Alertes résolues",
        definition="Part des alertes dont le destinataire ou l'équipe a dit qu'elles étaient "
        "résolues.",
        formula=share(SOLVED, of=ALERTS),
        source="Entremise",
        unit="percent",
        direction="up",
    ),
    Indicator(
        code="alerts_mean_answer",
        label="Délai moyen de première réponse",
        definition="Temps entre la première transmission et la première réponse, en moyenne des "
        "alertes répondues.",
        formula=mean(ANSWER_MINUTES, per=ANSWERED, counts=(ANSWERED,)),
        source="Entremise",
        unit="minutes",
        direction="down",
    ),
    Indicator(
        code="alerts_mean_solution",
        label="Délai moyen de résolution",
        definition="Temps entre l'alerte et sa résolution, en moyenne des alertes résolues.",
        formula=mean(SOLUTION_MINUTES, per=SOLVED, counts=(SOLVED,)),
        source="Entremise",
        unit="minutes",
        direction="down",
    ),
)
