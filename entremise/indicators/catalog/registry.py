"""The registry: how many structures and dispositifs there are, where they work, and how well their
sheets are kept. A dispositif stands once in each place it serves, and is counted once.
"""

from ibis import _

from entremise.indicators.indicator import Formula, Indicator, mean, share, total
from entremise.indicators.measures import Measure, rows_of

TITLE = "Structures et dispositifs"
STRUCTURES, DISPOSITIFS = "structures", "dispositifs"
LEAFLET = "Plaquette de la mission régionale d'appui, 2014"
OWN = "Entremise"
AT_THE_END = "À la fin de la période : au dernier jour de son dernier mois, ou aujourd'hui."

REGISTERED = rows_of(STRUCTURES, "structures")
AT_WORK = REGISTERED.part("structures_at_work", at_work=True)
EMPLOYING = REGISTERED.part("structures_employing", employs=True)
FRESH = REGISTERED.part("structures_fresh", fresh=True)
COMPLETE = Measure("structures_completeness", _.completeness.sum(), fact=STRUCTURES)

_ONCE = ("dispositif_id",)
OPEN = Measure("dispositifs", _.dispositif_id.nunique(), over=_ONCE, fact=DISPOSITIFS)
OPEN_FRESH = Measure(
    "dispositifs_fresh", _.dispositif_id.nunique(where=_.fresh), over=(*_ONCE, "fresh"),
    fact=DISPOSITIFS,
)  # fmt: skip
WITH_HOURS = Measure(
    "dispositifs_with_hours", _.dispositif_id.nunique(where=_.has_hours),
    over=(*_ONCE, "has_hours"), fact=DISPOSITIFS,
)  # fmt: skip
OPEN_COMPLETE = Measure(
    "dispositifs_completeness", _.completeness.sum(), over=(*_ONCE, "completeness"),
    fact=DISPOSITIFS,
)  # fmt: skip
COMMUNES = Measure(
    "communes_served", _.commune.nunique(), over=("commune",), fact=DISPOSITIFS
)  # fmt: skip
QPVS = Measure("qpvs_served", _.qpv.nunique(), over=("qpv",), fact=DISPOSITIFS)


def _share_of_open(part: Measure) -> Formula:
    return Formula(_[part.code] / _[OPEN.code].nullif(0), (part, OPEN), ())


INDICATORS = (
    Indicator(
        code="structures",
        label="Structures au registre",
        definition=f"Organisations inscrites au registre, fusions déduites. {AT_THE_END}",
        formula=total(REGISTERED),
        source=LEAFLET,
    ),
    Indicator(
        code="structures_employing",
        label="Opérateurs de médiation",
        definition=f"Structures dont la fiche dit qu'elles emploient des médiateurs. {AT_THE_END}",
        formula=total(EMPLOYING),
        source=LEAFLET,
        direction="up",
    ),
    Indicator(
        code="structures_at_work",
        label="Structures qui ont un dispositif ouvert",
        definition=f"Structures dont au moins un dispositif est ouvert. {AT_THE_END}",
        formula=total(AT_WORK),
        source=OWN,
        direction="up",
    ),
    Indicator(
        code="structures_fresh_share",
        label="Fiches de structures à jour",
        definition="Part des structures dont la fiche a été confirmée depuis moins longtemps que "
        f"leur rythme. {AT_THE_END}",
        formula=share(FRESH, of=REGISTERED),
        source=OWN,
        unit="percent",
        direction="up",
        not_by=("fresh",),
    ),
    Indicator(
        code="structures_completeness",
        label="Complétude des fiches de structures",
        definition="Part moyenne de ce qui est demandé à chaque fiche, selon la structure, et "
        f"qu'elle dit, sur cent. {AT_THE_END}",
        formula=mean(COMPLETE, per=REGISTERED, counts=(REGISTERED,)),
        source=OWN,
        direction="up",
        decimals=1,
    ),
    Indicator(
        code="dispositifs",
        label="Dispositifs ouverts",
        definition=f"Services de médiation ouverts, chacun une fois. {AT_THE_END}",
        formula=total(OPEN),
        source=LEAFLET,
        direction="up",
    ),
    Indicator(
        code="communes_served",
        label="Communes desservies",
        definition=f"Communes qu'au moins un dispositif ouvert dessert. {AT_THE_END}",
        formula=total(COMMUNES),
        source=LEAFLET,
        direction="up",
    ),
    Indicator(
        code="qpvs_served",
        label="QPV desservis",
        definition="Quartiers prioritaires qu'au moins un dispositif ouvert dit desservir. "
        f"{AT_THE_END}",
        formula=total(QPVS),
        source=LEAFLET,
        direction="up",
    ),
    Indicator(
        code="dispositifs_fresh_share",
        label="Fiches de dispositifs à jour",
        definition="Part des dispositifs ouverts dont la fiche a été confirmée depuis moins "
        f"longtemps que le rythme de leur structure. {AT_THE_END}",
        formula=_share_of_open(OPEN_FRESH),
        source=OWN,
        unit="percent",
        direction="up",
        not_by=("fresh",),
    ),
    Indicator(
        code="dispositifs_with_hours_share",
        label="Dispositifs dont les horaires sont connus",
        definition=f"Part des dispositifs ouverts dont la fiche dit les horaires. {AT_THE_END}",
        formula=_share_of_open(WITH_HOURS),
        source=OWN,
        unit="percent",
        direction="up",
        not_by=("has_hours",),
    ),
    Indicator(
        code="dispositifs_completeness",
        label="Complétude des fiches de dispositifs",
        definition="Part moyenne de ce qui est demandé à chaque fiche et qu'elle dit, sur cent. "
        f"{AT_THE_END}",
        formula=_share_of_open(OPEN_COMPLETE),
        source=OWN,
        direction="up",
        decimals=1,
    ),
)
