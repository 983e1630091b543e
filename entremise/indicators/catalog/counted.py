"""What is counted in field activity, and who is part of whom: said once, for all the themes."""

from ibis import _

from entremise.indicators.measures import Measure, known_but, one_of, people_of, rows_of

FACT = "activities"

ACTIVITIES = rows_of(FACT, "activities")

# By register of NF X60-600.
PRESENCE = ACTIVITIES.part("presence", register="presence")
CONFLICTS = ACTIVITIES.part("conflicts", register="conflict")
WATCH = ACTIVITIES.part("watch", register="watch")
LINKS = ACTIVITIES.part("links", register="link")

CONFLICTS_REAL_TIME = CONFLICTS.part("conflicts_real_time", temporality="real_time")
CONFLICTS_DEFERRED = CONFLICTS.part("conflicts_deferred", temporality="deferred")
_CALM = ("calmed", "dialogue_resumed", "agreement")
CONFLICTS_CALMED = CONFLICTS.part("conflicts_calmed", outcome=one_of(*_CALM))
CONFLICTS_NOT_CALMED = CONFLICTS.part("conflicts_not_calmed", outcome=known_but("ongoing", *_CALM))
CONFLICTS_PENDING = CONFLICTS.part(
    "conflicts_pending", outcome=one_of("ongoing", None), is_unknown=True
)
TECHNICAL_WATCH = WATCH.part("technical_watch", historical_register="technical_watch")

ORIENTATIONS = ACTIVITIES.part("orientations", orientation=known_but())
EVENING = ACTIVITIES.part("evening", evening=True)
IN_PAIRS = ACTIVITIES.part_where("in_pairs", _.mediators.length() >= 2)

IN_QPV = ACTIVITIES.part("in_qpv", in_qpv=True)
OUTSIDE_QPV = ACTIVITIES.part("outside_qpv", in_qpv=False)
UNLOCATED = ACTIVITIES.part("unlocated", in_qpv=one_of(None), is_unknown=True)

FROM_RESIDENTS = ACTIVITIES.part("from_residents", origin="resident")
FROM_PARTNERS = ACTIVITIES.part(
    "from_partners", origin=one_of("landlord", "town", "partner", "transport", "school")
)
FROM_MEDIATORS = ACTIVITIES.part("from_mediators", origin="self")

# People met. Sex and age are noted for some of them only.
PEOPLE = people_of(FACT, _.people, "people")

WOMEN = PEOPLE.adding(_.women, "women", axis="sex")
MEN = PEOPLE.adding(_.men, "men", axis="sex")
SEX_UNKNOWN = PEOPLE.adding(_.people - _.women - _.men, "sex_unknown", axis="sex", is_unknown=True)

_UNDER_26 = _.age_under_12 + _.age_12_17 + _.age_18_25
_FROM_26 = _.age_26_59 + _.age_60_plus
UNDER_26 = PEOPLE.adding(_UNDER_26, "under_26", axis="age")
FROM_26 = PEOPLE.adding(_FROM_26, "from_26", axis="age")
AGE_UNKNOWN = PEOPLE.adding(
    _.people - _UNDER_26 - _FROM_26, "age_unknown", axis="age", is_unknown=True
)
UNDER_12 = UNDER_26.adding(_.age_under_12, "under_12", axis="age class")
AGED_12_17 = UNDER_26.adding(_.age_12_17, "aged_12_17", axis="age class")
AGED_18_25 = UNDER_26.adding(_.age_18_25, "aged_18_25", axis="age class")
AGED_26_59 = FROM_26.adding(_.age_26_59, "aged_26_59", axis="age class")
AGED_60_PLUS = FROM_26.adding(_.age_60_plus, "aged_60_plus", axis="age class")

# What is neither events nor people met: time, days, places. The counts beside them protect them.
MINUTES = Measure("minutes", _.minutes.sum())
MEDIATOR_MINUTES = Measure("mediator_minutes", _.mediator_minutes.sum())
PRESENCE_MINUTES = Measure("presence_minutes", _.minutes.sum(where=_.register == "presence"))
MEDIATOR_DAYS = Measure("mediator_days", _.count(), over=("mediators", "service_date"))
ACTIVE_MEDIATORS = Measure(
    "active_mediators", _.mediators.nunique(), over=("mediators", "service_date")
)
COMMUNES = Measure("communes", _.commune.count(), over=("commune",))
QPVS = Measure("qpvs", _.qpv.count(), over=("qpv",))
