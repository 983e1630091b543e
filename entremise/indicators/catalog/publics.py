"""Who was met, as counts: nobody is named."""

from entremise.indicators.indicator import Indicator, mean, share_among, total
from entremise.indicators.measures import Count

from .counted import (
    ACTIVITIES,
    AGE_UNKNOWN,
    AGED_12_17,
    AGED_18_25,
    AGED_26_59,
    AGED_60_PLUS,
    FROM_26,
    MEN,
    PEOPLE,
    SEX_UNKNOWN,
    UNDER_12,
    UNDER_26,
    WOMEN,
)

TITLE = "Personnes rencontrées"

NOTED = "CITER, cohésion sociale : diversité des publics (réalisation)"


def _people(code: str, label: str, who: str, counted: Count) -> Indicator:
    """The people of one sex or one age class, among those for whom it was noted."""
    return Indicator(
        code=code,
        label=label,
        definition=f"Nombre de personnes rencontrées notées comme {who}. Le sexe et l'âge ne sont "
        "pas toujours notés ; l'âge est estimé par le médiateur.",
        formula=total(counted),
        unit="people",
        source=NOTED,
    )


def _unknown(code: str, label: str, unsaid: str, counted: Count) -> Indicator:
    """The people met for whom it was not noted: it says how far the parts may be trusted."""
    return Indicator(
        code=code,
        label=label,
        definition=f"Nombre de personnes rencontrées dont {unsaid}.",
        formula=total(counted),
        unit="people",
        direction="down",
        source="Entremise, qualité des données",
    )


INDICATORS = (
    Indicator(
        code="people",
        label="Personnes rencontrées",
        definition="Somme des personnes rencontrées à chaque intervention. Une personne rencontrée "
        "à deux interventions compte deux fois : personne n'est identifié.",
        formula=total(PEOPLE),
        unit="people",
        direction="up",
        source="CITER, cohésion sociale : restauration et densification du lien social "
        "(réalisation)",
    ),
    Indicator(
        code="people_per_activity",
        label="Personnes par intervention",
        definition="Nombre de personnes rencontrées, divisé par le nombre d'interventions.",
        formula=mean(PEOPLE, per=ACTIVITIES, counts=(PEOPLE, ACTIVITIES)),
        unit="ratio",
        decimals=1,
        source="Entremise, d'après les effectifs consignés",
    ),
    Indicator(
        code="women_share",
        label="Part des femmes",
        definition="Part des femmes parmi les personnes rencontrées dont le sexe a été noté.",
        formula=share_among(WOMEN, MEN),
        unit="percent",
        source=NOTED,
    ),
    Indicator(
        code="under_26_share",
        label="Part des moins de 26 ans",
        definition="Part des moins de 26 ans parmi les personnes rencontrées dont la classe d'âge "
        "a été notée. L'âge est estimé par le médiateur.",
        formula=share_among(UNDER_26, FROM_26),
        unit="percent",
        source="CITER, cohésion sociale : diversité intergénérationnelle des publics (réalisation)",
    ),
    _people("women", "Femmes", "des femmes", WOMEN),
    _people("men", "Hommes", "des hommes", MEN),
    _unknown("sex_unknown", "Sexe non noté", "le sexe n'a pas été noté", SEX_UNKNOWN),
    _people("under_12", "Moins de 12 ans", "ayant moins de 12 ans", UNDER_12),
    _people("aged_12_17", "De 12 à 17 ans", "ayant de 12 à 17 ans", AGED_12_17),
    _people("aged_18_25", "De 18 à 25 ans", "ayant de 18 à 25 ans", AGED_18_25),
    _people("aged_26_59", "De 26 à 59 ans", "ayant de 26 à 59 ans", AGED_26_59),
    _people("aged_60_plus", "60 ans et plus", "ayant 60 ans ou plus", AGED_60_PLUS),
    _unknown("age_unknown", "Âge non noté", "la classe d'âge n'a pas été notée", AGE_UNKNOWN),
)
