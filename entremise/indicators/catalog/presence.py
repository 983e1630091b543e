"""Being there: the first register of the norm, and the hours at which one is there."""

from entremise.indicators.indicator import Indicator, share, total

from .counted import ACTIVITIES, EVENING, IN_PAIRS, PRESENCE, PRESENCE_MINUTES

TITLE = "Présence"

INDICATORS = (
    Indicator(
        code="presence",
        label="Interventions de présence active",
        definition="Nombre d'interventions du registre « Assurer une présence active de "
        "proximité ».",
        formula=total(PRESENCE),
        direction="up",
        source="Norme NF X60-600, registre 1",
    ),
    Indicator(
        code="presence_hours",
        label="Heures de présence active",
        definition="Somme des durées des interventions de présence active, en heures.",
        formula=total(PRESENCE_MINUTES, counts=(PRESENCE,), divided_by=60),
        unit="hours",
        direction="up",
        source="Norme NF X60-600, registre 1 ; durées consignées",
    ),
    Indicator(
        code="evening_share",
        label="Part en soirée et la nuit",
        definition="Part des interventions commencées à partir de 18 heures, ou la nuit avant "
        "l'heure à laquelle commence la journée de service.",
        formula=share(EVENING, of=ACTIVITIES),
        unit="percent",
        not_by=("hour", "evening"),
        source="Entremise ; horaires de la profession : fin d'après-midi et soirée (AGDM 2016)",
    ),
    Indicator(
        code="pair_share",
        label="Part à plusieurs médiateurs",
        definition="Part des interventions conduites par au moins deux médiateurs.",
        formula=share(IN_PAIRS, of=ACTIVITIES),
        unit="percent",
        direction="up",
        source="Charte de référence de la médiation sociale (2001) : intervention en binôme",
    ),
)
