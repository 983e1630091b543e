"""At whose request mediators intervene."""

from entremise.indicators.indicator import Indicator, share

from .counted import ACTIVITIES, FROM_MEDIATORS, FROM_PARTNERS, FROM_RESIDENTS

TITLE = "Origine des demandes"

INDICATORS = (
    Indicator(
        code="residents_share",
        label="Part à la demande d'habitants",
        definition="Part des interventions engagées à la demande d'un habitant.",
        formula=share(FROM_RESIDENTS, of=ACTIVITIES),
        unit="percent",
        direction="up",
        not_by=("origin",),
        source="CITER, reconnaissance : estime des médiateurs ; repère : de 30 à 50 % (Trélazé)",
    ),
    Indicator(
        code="partners_share",
        label="Part à la demande de partenaires et de bailleurs",
        definition="Part des interventions engagées à la demande d'un bailleur, d'une "
        "collectivité, d'un transporteur, d'un établissement scolaire ou d'un autre partenaire.",
        formula=share(FROM_PARTNERS, of=ACTIVITIES),
        unit="percent",
        not_by=("origin",),
        source="CITER, reconnaissance : valorisation des partenaires (résultat)",
    ),
    Indicator(
        code="self_share",
        label="Part en auto-saisine",
        definition="Part des interventions engagées par les médiateurs eux-mêmes, au cours d'une "
        "tournée.",
        formula=share(FROM_MEDIATORS, of=ACTIVITIES),
        unit="percent",
        not_by=("origin",),
        source="Entremise ; repère : environ 90 % lors des déambulations (Chambéry)",
    ),
)
