"""Towards partners: people put in touch, situations passed on, and what is watched for them."""

from entremise.indicators.indicator import Indicator, share, total

from .counted import ACTIVITIES, LINKS, ORIENTATIONS, TECHNICAL_WATCH, WATCH

TITLE = "Mises en relation et veille"

INDICATORS = (
    Indicator(
        code="links",
        label="Mises en relation",
        definition="Nombre d'interventions du registre « Mettre en relation avec un partenaire ».",
        formula=total(LINKS),
        direction="up",
        source="Norme NF X60-600, registre 5",
    ),
    Indicator(
        code="links_share",
        label="Taux de mise en relation",
        definition="Part des mises en relation avec un partenaire dans l'ensemble des "
        "interventions.",
        formula=share(LINKS, of=ACTIVITIES),
        unit="percent",
        decimals=1,
        not_by=("register", "historical_register"),
        source="CITER, cohésion sociale : relations entre personnes et institutions ; repère : "
        "4,7 % (ALTM 2018)",
    ),
    Indicator(
        code="orientations",
        label="Orientations",
        definition="Nombre d'interventions, quel que soit leur registre, au cours desquelles des "
        "personnes ont été orientées vers un partenaire nommé par sa catégorie.",
        formula=total(ORIENTATIONS),
        direction="up",
        source="Entremise, d'après les orientations consignées",
    ),
    Indicator(
        code="orientations_share",
        label="Taux d'orientation",
        definition="Part des interventions ayant donné lieu à une orientation vers un partenaire.",
        formula=share(ORIENTATIONS, of=ACTIVITIES),
        unit="percent",
        decimals=1,
        not_by=("orientation",),
        source="CITER, cohésion sociale : relations entre personnes et institutions (réalisation)",
    ),
    Indicator(
        code="watch",
        label="Interventions de veille",
        definition="Nombre d'interventions du registre « Participer à une veille sociale et "
        "technique du territoire ».",
        formula=total(WATCH),
        source="Norme NF X60-600, registre 4",
    ),
    Indicator(
        code="technical_watch",
        label="Interventions de veille technique",
        definition="Nombre d'interventions de veille portant sur le bâti, l'éclairage, la propreté "
        "ou la voirie.",
        formula=total(TECHNICAL_WATCH),
        not_by=("historical_register",),
        source="Convention régionale de 2013, registre « veille technique »",
    ),
)
