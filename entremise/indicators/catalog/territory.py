"""Where: priority neighbourhoods and the rest, and what is not known."""

from entremise.indicators.indicator import Indicator, share, share_among, total

from .counted import ACTIVITIES, COMMUNES, IN_QPV, OUTSIDE_QPV, QPVS, UNLOCATED

TITLE = "Territoire"

INDICATORS = (
    Indicator(
        code="qpv_share",
        label="Part en quartier prioritaire",
        definition="Part des interventions situées dans un quartier prioritaire de la politique de "
        "la ville (QPV), parmi celles dont on sait si elles s'y trouvent.",
        formula=share_among(IN_QPV, OUTSIDE_QPV),
        unit="percent",
        not_by=("in_qpv", "qpv"),
        source="Contrats de ville ; périmètres des QPV (ANCT)",
    ),
    Indicator(
        code="outside_qpv_share",
        label="Part hors quartier prioritaire",
        definition="Part des interventions situées hors des quartiers prioritaires, parmi celles "
        "dont on sait si elles s'y trouvent.",
        formula=share_among(OUTSIDE_QPV, IN_QPV),
        unit="percent",
        not_by=("in_qpv", "qpv"),
        source="Contrats de ville ; repère : 30 % d'activité admise hors QPV (AGDM 2016)",
    ),
    Indicator(
        code="unlocated_share",
        label="Part non localisée",
        definition="Part des interventions dont le lieu n'est pas assez précis pour savoir s'il se "
        "trouve dans un quartier prioritaire. Elle dit la confiance à accorder aux deux parts "
        "précédentes.",
        formula=share(UNLOCATED, of=ACTIVITIES),
        unit="percent",
        direction="down",
        not_by=("in_qpv", "qpv"),
        source="Entremise, qualité des données",
    ),
    Indicator(
        code="communes_reached",
        label="Communes d'intervention",
        definition="Nombre de communes différentes où a eu lieu au moins une intervention.",
        formula=total(COMMUNES, counts=(ACTIVITIES,)),
        not_by=("commune",),
        source="Code officiel géographique (INSEE)",
    ),
    Indicator(
        code="qpvs_reached",
        label="Quartiers prioritaires d'intervention",
        definition="Nombre de quartiers prioritaires différents où a eu lieu au moins une "
        "intervention.",
        formula=total(QPVS, counts=(ACTIVITIES,)),
        direction="up",
        not_by=("qpv", "in_qpv"),
        source="Périmètres des QPV (ANCT)",
    ),
)
