"""How much work was done."""

from entremise.indicators.indicator import Indicator, mean, total

from .counted import (
    ACTIVE_MEDIATORS,
    ACTIVITIES,
    MEDIATOR_DAYS,
    MEDIATOR_MINUTES,
    MINUTES,
)

TITLE = "Volume d'activité"

INDICATORS = (
    Indicator(
        code="activities",
        label="Interventions",
        definition="Nombre d'interventions consignées par les médiateurs, annulations exclues. Une "
        "intervention compte une fois, quels que soient le nombre de médiateurs présents, de "
        "personnes rencontrées et de financeurs.",
        formula=total(ACTIVITIES),
        direction="up",
        source="Unité de compte des bilans d'activité de la profession (ALTM 2018 : 34 444 "
        "interventions)",
    ),
    Indicator(
        code="mediation_hours",
        label="Heures de médiation",
        definition="Somme des durées des interventions, en heures. Une intervention à deux "
        "médiateurs compte une fois sa durée.",
        formula=total(MINUTES, counts=(ACTIVITIES,), divided_by=60),
        unit="hours",
        direction="up",
        source="Entremise, d'après les durées consignées",
    ),
    Indicator(
        code="mediator_hours",
        label="Heures de médiateurs",
        definition="Somme des durées des interventions multipliées par le nombre de médiateurs "
        "présents : le temps de travail passé en intervention, hors préparation et trajets.",
        formula=total(MEDIATOR_MINUTES, counts=(ACTIVITIES,), divided_by=60),
        unit="hours",
        direction="up",
        source="Entremise, d'après les durées et les équipes consignées",
    ),
    Indicator(
        code="mean_duration",
        label="Durée moyenne d'une intervention",
        definition="Somme des durées des interventions, divisée par leur nombre.",
        formula=mean(MINUTES, per=ACTIVITIES, counts=(ACTIVITIES,)),
        unit="minutes",
        source="Entremise, d'après les durées consignées",
    ),
    Indicator(
        code="active_mediators",
        label="Médiateurs actifs",
        definition="Nombre de médiateurs différents ayant pris part à au moins une intervention. "
        "Un médiateur présent dans plusieurs lignes d'un tableau compte une fois dans chacune, et "
        "une fois au total.",
        formula=total(ACTIVE_MEDIATORS, counts=(ACTIVITIES,)),
        source="Entremise, d'après les équipes consignées",
    ),
    Indicator(
        code="mediator_days",
        label="Journées de médiateurs",
        definition="Nombre de journées de service au cours desquelles un médiateur a pris part à "
        "au moins une intervention, additionnées sur tous les médiateurs. Une intervention à une "
        "heure du matin appartient à la journée de la veille.",
        formula=total(MEDIATOR_DAYS, counts=(ACTIVITIES,)),
        direction="up",
        source="Entremise, d'après les équipes consignées",
    ),
    Indicator(
        code="activities_per_mediator_day",
        label="Interventions par journée de médiateur",
        definition="Nombre d'interventions divisé par le nombre de journées de médiateurs. Quand "
        "le travail se fait en binôme, une intervention occupe deux journées de médiateurs.",
        formula=mean(ACTIVITIES, per=MEDIATOR_DAYS, counts=(ACTIVITIES,)),
        unit="ratio",
        decimals=1,
        source="Entremise ; repère : environ 5 interventions par jour et par médiateur (ALTM 2018)",
    ),
)
