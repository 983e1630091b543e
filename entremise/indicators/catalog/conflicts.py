"""Conflicts prevented and managed: the second register of the norm."""

from entremise.indicators.indicator import Indicator, share_among, total

from .counted import (
    CONFLICTS,
    CONFLICTS_CALMED,
    CONFLICTS_DEFERRED,
    CONFLICTS_NOT_CALMED,
    CONFLICTS_REAL_TIME,
)

TITLE = "Conflits"

INDICATORS = (
    Indicator(
        code="conflicts",
        label="Conflits traités",
        definition="Nombre d'interventions du registre « Prévenir et gérer les situations "
        "conflictuelles ».",
        formula=total(CONFLICTS),
        source="Norme NF X60-600, registre 2",
    ),
    Indicator(
        code="conflicts_real_time",
        label="Conflits traités en temps réel",
        definition="Nombre d'interventions sur un conflit au moment où il se produit, dans un "
        "espace ouvert au public.",
        formula=total(CONFLICTS_REAL_TIME),
        not_by=("temporality", "historical_register"),
        source="Convention régionale de 2013, registre « gestion de conflits en temps réel »",
    ),
    Indicator(
        code="conflicts_deferred",
        label="Conflits traités en temps différé",
        definition="Nombre d'interventions sur un conflit à la demande d'un habitant ou d'un "
        "partenaire, par médiation navette ou table ronde.",
        formula=total(CONFLICTS_DEFERRED),
        not_by=("temporality", "historical_register"),
        source="Convention régionale de 2013, registre « gestion de conflits en temps différé »",
    ),
    Indicator(
        code="conflicts_calmed_share",
        label="Part des conflits apaisés",
        definition="Part des interventions conclues par un apaisement, une reprise du dialogue ou "
        "un accord, parmi les interventions sur un conflit dont l'issue est connue. Celles qui "
        "attendent une suite n'entrent pas dans le calcul.",
        formula=share_among(CONFLICTS_CALMED, CONFLICTS_NOT_CALMED),
        unit="percent",
        direction="up",
        not_by=("outcome",),
        source="CITER, tranquillité publique : responsabilisation quant aux règles (résultat)",
    ),
)
