"""What the regional mission does for structures: those it meets, those it accompanies. They are
counts of meetings and of organisations, never of people.
"""

from ibis import _

from entremise.indicators.indicator import Indicator, mean, total
from entremise.indicators.measures import Measure

TITLE = "Appui aux structures"
FACT, STOCK = "meetings", "supports"
LEAFLET = "Plaquette de la mission régionale d'appui, 2014"
LETTER = "Lettre de France Médiation, 2017"
AT_THE_END = "À la fin de la période : au dernier jour de son dernier mois, ou aujourd'hui."

# A joint meeting has a row a structure, and counts once.
MEETINGS = Measure("meetings", _.meeting.count(), over=("meeting",), fact=FACT)
MET = Measure("structures_met", _.structure_id.count(), over=("structure_id",), fact=FACT)
TIMES = Measure("times_met", _.count(), fact=FACT)

ACCOMPANIED = Measure(
    "structures_accompanied", _.structure_id.count(), over=("structure_id",), fact=STOCK
)
RUNNING = ("support", "form")
TRACKS = Measure("tracks", _.support.count(where=_.form == "track"), over=RUNNING, fact=STOCK)
DLAS = Measure("dlas", _.support.count(where=_.form != "track"), over=RUNNING, fact=STOCK)
IN_DLAS = Measure(
    "structures_in_dlas",
    _.structure_id.nunique(where=_.form != "track"),
    over=("structure_id", "form"),
    fact=STOCK,
)

INDICATORS = (
    Indicator(
        code="meetings",
        label="Rencontres tenues",
        definition="Rencontres de la mission régionale avec une ou plusieurs structures ; une "
        "rencontre à plusieurs compte une fois.",
        formula=total(MEETINGS),
        source=LEAFLET,
        direction="up",
    ),
    Indicator(
        code="structures_met",
        label="Structures rencontrées",
        definition="Structures différentes que la mission régionale a rencontrées pendant la "
        "période. Depuis la première rencontre, ce sont celles qui sont en relation avec elle.",
        formula=total(MET),
        source=LEAFLET,
        direction="up",
        not_by=("structure",),
    ),
    Indicator(
        code="meetings_per_structure",
        label="Rencontres par structure",
        definition="Nombre de fois où chaque structure rencontrée l'a été, en moyenne.",
        formula=mean(TIMES, per=MET, counts=()),
        source="Entremise",
        unit="ratio",
        decimals=1,
        not_by=("structure",),
    ),
    Indicator(
        code="structures_accompanied",
        label="Structures accompagnées",
        definition="Structures qui ont un accompagnement de la mission ou un DLA en cours. "
        f"{AT_THE_END}",
        formula=total(ACCOMPANIED),
        source=LEAFLET,
        direction="up",
        not_by=("structure",),
    ),
    Indicator(
        code="tracks",
        label="Accompagnements en cours",
        definition=f"Accompagnements ouverts par la mission régionale et non clos. {AT_THE_END}",
        formula=total(TRACKS),
        source=LEAFLET,
        not_by=("form",),
    ),
    Indicator(
        code="dlas",
        label="DLA en cours",
        definition="Dispositifs locaux d'accompagnement, individuels ou collectifs, commencés et "
        f"non terminés. {AT_THE_END}",
        formula=total(DLAS),
        source=LETTER,
    ),
    Indicator(
        code="structures_in_dlas",
        label="Structures accompagnées par un DLA",
        definition="Structures différentes qu'un DLA en cours accompagne, seules ou ensemble. "
        f"{AT_THE_END}",
        formula=total(IN_DLAS),
        source=LETTER,
        not_by=("structure",),
    ),
)
