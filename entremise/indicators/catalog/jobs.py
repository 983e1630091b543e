"""The jobs of mediation: how many there are at the end of a month, and what moved. Both sets of the
founding documents: those the regional mission supports, and those in prospect.
"""

from ibis import _

from entremise.indicators.indicator import Formula, Indicator, share, total
from entremise.indicators.measures import Measure, rows_of

TITLE = "Emplois de médiation sociale"
FACT, FLOWS = "positions", "position_moves"
CONVENTION = "Convention État – Région – Caisse des Dépôts du 6 décembre 2013"
LEAFLET = "Plaquette de la mission régionale d'appui, 2014"
OWN = "Entremise"
AT_THE_END = "À la fin de la période : au dernier jour de son dernier mois, ou aujourd'hui."

POSTS = rows_of(FACT, "posts")
JOBS = POSTS.part("jobs", is_job=True)
PROSPECTS = POSTS.part("prospects", is_job=False)
CREATED = JOBS.part("jobs_to_consolidate", status="created")
LASTING = JOBS.part("jobs_lasting", status="consolidated")
VACANT = JOBS.part("jobs_vacant", vacant=True)
SUPPORTED = JOBS.part("jobs_supported", supported=True)
ADULTE_RELAIS = JOBS.part("jobs_adulte_relais", contract="adulte_relais")
LEADING_SUPPORTED = SUPPORTED.part("jobs_supported_leading", in_leading_area=True)
LEADING_PROSPECTS = PROSPECTS.part("prospects_leading", in_leading_area=True)
TOWARDS_TARGET = JOBS.part_where("jobs_towards_target", _.target.notnull())
# The target of a region is written on each of its posts, and counted once.
TARGET = Measure("jobs_target", _.target.sum(), over=("region", "target"), fact=FACT)
FULL_TIME = Measure("jobs_hundredths", _.hundredths.sum(where=_.is_job), fact=FACT)
EMPLOYERS = Measure(
    "employers", _.structure_id.nunique(where=_.is_job), over=("structure_id", "is_job"), fact=FACT
)

MOVES = rows_of(FLOWS, "moves")
PLANNED, BEGUN, MADE_LASTING, ENDED, DROPPED = (
    MOVES.part(code, move=move)
    for code, move in (
        ("moves_planned", "planned"),
        ("moves_created", "created"),
        ("moves_consolidated", "consolidated"),
        ("moves_ended", "ended"),
        ("moves_dropped", "dropped"),
    )
)

INDICATORS = (
    Indicator(
        code="jobs",
        label="Emplois de médiation sociale",
        definition=f"Postes créés ou consolidés, pourvus ou vacants. {AT_THE_END}",
        formula=total(JOBS),
        source=CONVENTION,
        direction="up",
    ),
    Indicator(
        code="jobs_full_time",
        label="Emplois en équivalents temps plein",
        definition=f"Quotités des postes créés ou consolidés, ajoutées. {AT_THE_END}",
        formula=total(FULL_TIME, divided_by=100),
        source=OWN,
        direction="up",
        decimals=1,
    ),
    Indicator(
        code="jobs_to_consolidate",
        label="Emplois créés, à consolider",
        definition=f"Postes qui existent sans que leur durée soit assurée. {AT_THE_END}",
        formula=total(CREATED),
        source=CONVENTION,
    ),
    Indicator(
        code="jobs_lasting",
        label="Emplois consolidés",
        definition=f"Postes dont la durée est assurée. {AT_THE_END}",
        formula=total(LASTING),
        source=CONVENTION,
        direction="up",
    ),
    Indicator(
        code="jobs_vacant",
        label="Emplois vacants",
        definition=f"Postes créés ou consolidés que personne n'occupe. {AT_THE_END}",
        formula=total(VACANT),
        source=OWN,
        direction="down",
    ),
    Indicator(
        code="jobs_supported",
        label="Emplois accompagnés",
        definition=f"Emplois que la mission régionale accompagne. {AT_THE_END}",
        formula=total(SUPPORTED),
        source=LEAFLET,
        direction="up",
    ),
    Indicator(
        code="jobs_in_prospect",
        label="Emplois en perspective",
        definition=f"Postes auxquels une structure pense, et qui n'existent pas encore. "
        f"{AT_THE_END}",
        formula=total(PROSPECTS),
        source=LEAFLET,
    ),
    Indicator(
        code="adulte_relais_share",
        label="Part des adultes-relais",
        definition=f"Part des emplois qui sont des contrats d'adulte-relais. {AT_THE_END}",
        formula=share(ADULTE_RELAIS, of=JOBS),
        source=LEAFLET,
        unit="percent",
        not_by=("contract",),
    ),
    Indicator(
        code="supported_leading_share",
        label="Emplois accompagnés dans les arrondissements moteurs",
        definition="Part des emplois accompagnés qui sont dans les arrondissements que la "
        f"plaquette nomme moteurs. {AT_THE_END}",
        formula=share(LEADING_SUPPORTED, of=SUPPORTED),
        source=LEAFLET,
        unit="percent",
        decimals=1,
        not_by=("in_leading_area", "arrondissement", "commune", "qpv"),
    ),
    Indicator(
        code="prospects_leading_share",
        label="Emplois en perspective dans les arrondissements moteurs",
        definition="Part des emplois en perspective qui sont dans les arrondissements que la "
        f"plaquette nomme moteurs. {AT_THE_END}",
        formula=share(LEADING_PROSPECTS, of=PROSPECTS),
        source=LEAFLET,
        unit="percent",
        decimals=1,
        not_by=("in_leading_area", "arrondissement", "commune", "qpv"),
    ),
    Indicator(
        code="jobs_target_share",
        label="Objectif régional d'emplois",
        definition="Emplois créés ou consolidés dans le territoire de la convention, rapportés à "
        f"ceux qu'elle vise. {AT_THE_END}",
        formula=Formula(
            _[TOWARDS_TARGET.code] / _[TARGET.code].nullif(0),
            (TOWARDS_TARGET, TARGET),
            (TOWARDS_TARGET,),
        ),
        source=CONVENTION,
        unit="percent",
        direction="up",
        decimals=1,
    ),
    Indicator(
        code="employers",
        label="Employeurs",
        definition=f"Structures qui ont au moins un emploi créé ou consolidé. {AT_THE_END}",
        formula=total(EMPLOYERS),
        source=OWN,
    ),
    Indicator(
        code="jobs_planned",
        label="Postes mis en perspective",
        definition="Postes auxquels une structure s'est mise à penser pendant la période.",
        formula=total(PLANNED),
        source=LEAFLET,
    ),
    Indicator(
        code="jobs_created",
        label="Emplois créés",
        definition="Postes devenus des emplois pendant la période, même consolidés d'emblée.",
        formula=total(BEGUN),
        source=CONVENTION,
        direction="up",
    ),
    Indicator(
        code="jobs_consolidated",
        label="Emplois devenus durables",
        definition="Postes consolidés pendant la période.",
        formula=total(MADE_LASTING),
        source=CONVENTION,
        direction="up",
    ),
    Indicator(
        code="jobs_ended",
        label="Emplois terminés",
        definition="Emplois dont le dernier jour est dans la période.",
        formula=total(ENDED),
        source=OWN,
        direction="down",
    ),
    Indicator(
        code="prospects_dropped",
        label="Perspectives abandonnées",
        definition="Postes en perspective auxquels une structure a renoncé pendant la période.",
        formula=total(DROPPED),
        source=OWN,
        direction="down",
    ),
)
