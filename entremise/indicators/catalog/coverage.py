"""Who is covered by mediation: the priority neighbourhoods, the communes, those who live there."""

from ibis import _

from entremise.indicators.indicator import Formula, Indicator, share, total
from entremise.indicators.measures import Measure, rows_of

TITLE = "Couverture des territoires"
FACT = "coverage"
SOURCE = "Convention État – Région – Caisse des Dépôts du 6 décembre 2013"
OWN = "Entremise"
AT_THE_END = "À la fin de la période : au dernier jour de son dernier mois, ou aujourd'hui."
WHERE_ONE_WORKS = "Dans les régions où un dispositif au moins est ouvert."
# A place belongs to nobody, and nobody pays for it.
NOT_BY = ("structure", "dispositif", "funder", "funding_line")

PLACES = rows_of(FACT, "places")
QPVS = PLACES.part("places_qpv", place_kind="qpv")
TOWNS = PLACES.part("places_commune", place_kind="commune")
QPVS_COVERED = QPVS.part("qpv_with_service", covered=True)
QPVS_WITHOUT = QPVS.part("qpv_without_service", covered=False)
QPVS_EVENING = QPVS.part("qpv_with_evening", evenings=True)
QPVS_SEVERAL = QPVS.part("qpv_with_several", several=True)
TOWNS_SERVED = TOWNS.part("communes_with_service", covered=True)
PEOPLE = Measure("people_living", _.population.sum(), fact=FACT)
PEOPLE_SERVED = Measure("people_served", _.population.sum(where=_.covered), fact=FACT)

INDICATORS = (
    Indicator(
        code="qpv_covered_share",
        label="Part des QPV couverts",
        definition="Part des quartiers prioritaires qu'un dispositif au moins couvre : il les "
        f"nomme, son secteur les touche, ou il dessert toute leur commune. {AT_THE_END}",
        formula=share(QPVS_COVERED, of=QPVS),
        source=SOURCE,
        unit="percent",
        direction="up",
        not_by=(*NOT_BY, "domain", "place_kind", "covered"),
    ),
    Indicator(
        code="qpv_uncovered",
        label="QPV où personne n'intervient",
        definition=f"Quartiers prioritaires sans aucun dispositif. {WHERE_ONE_WORKS} {AT_THE_END}",
        formula=total(QPVS_WITHOUT),
        source=SOURCE,
        direction="down",
        not_by=NOT_BY,
    ),
    Indicator(
        code="qpv_evening_share",
        label="Part des QPV couverts en soirée",
        definition="Part des quartiers prioritaires où un dispositif est ouvert une heure au moins "
        f"entre 18 h et 22 h, un jour au moins, d'après les horaires connus. {AT_THE_END}",
        formula=share(QPVS_EVENING, of=QPVS),
        source=OWN,
        unit="percent",
        direction="up",
        not_by=(*NOT_BY, "domain", "place_kind", "evenings"),
    ),
    Indicator(
        code="qpv_several",
        label="QPV où plusieurs dispositifs interviennent",
        definition=f"Quartiers prioritaires que deux dispositifs au moins couvrent. {AT_THE_END}",
        formula=total(QPVS_SEVERAL),
        source=OWN,
        not_by=NOT_BY,
    ),
    Indicator(
        code="communes_served_share",
        label="Part des communes desservies",
        definition=f"Part des communes où un dispositif au moins intervient. {WHERE_ONE_WORKS} "
        f"{AT_THE_END}",
        formula=share(TOWNS_SERVED, of=TOWNS),
        source=SOURCE,
        unit="percent",
        direction="up",
        not_by=(*NOT_BY, "domain", "place_kind", "covered"),
    ),
    Indicator(
        code="population_served_share",
        label="Part des habitants d'une commune desservie",
        definition="Habitants des communes où un dispositif au moins intervient, rapportés à ceux "
        f"de toutes les communes. {WHERE_ONE_WORKS} {AT_THE_END}",
        formula=Formula(
            _.people_served.fill_null(0) / _.people_living.nullif(0), (PEOPLE, PEOPLE_SERVED), ()
        ),
        source=OWN,
        unit="percent",
        direction="up",
        not_by=(*NOT_BY, "domain", "place_kind", "covered"),
    ),
)
