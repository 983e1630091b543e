"""Disputes in deferred time: what is asked, what is followed, and how it ends."""

from ibis import _

from entremise.indicators.indicator import Indicator, mean, share, total
from entremise.indicators.measures import Measure, one_of, rows_of

TITLE = "Saisines et situations"
SOURCE = "Procédure RIVP et Médiaction ; Entremise, d'après les situations suivies"

REFERRALS = rows_of("referrals", "referrals")
DECIDED = REFERRALS.part("decided_referrals", is_decided=True)
ADMITTED = DECIDED.part("admitted_referrals", state="admitted")
REDIRECTED = DECIDED.part("redirected_referrals", state="redirected")
DECISION_DAYS = Measure("decision_days", _.decision_days.sum(), fact="referrals")

CASES = rows_of("cases", "cases")
CLOSED = CASES.part("closed_cases", is_closed=True)
FAVOURABLE = CLOSED.part("favourable_cases", is_favourable=True)
MEDIATED = CASES.part("mediated_cases", is_mediated=True)
AGREED = CASES.part("agreements", has_agreement=True)
FOLLOWED = AGREED.part("followed_agreements", kept=one_of("kept", "partly", "broken"))
HELD = FOLLOWED.part("held_agreements", kept=one_of("kept", "partly"))
SESSIONS = Measure("case_sessions", _.sessions.sum(), fact="cases")
SESSION_MINUTES = Measure("case_session_minutes", _.session_minutes.sum(), fact="cases")
DAYS = Measure("case_days", _.days.sum(), fact="cases")

INDICATORS = (
    Indicator(
        code="referrals",
        label="Saisines",
        definition="Nombre de demandes de médiation reçues, quelle que soit leur suite.",
        formula=total(REFERRALS),
        source="Procédure RIVP et Médiaction : saisine",
    ),
    Indicator(
        code="referrals_admitted_share",
        label="Saisines recevables",
        definition="Part des saisines recevables parmi celles qui ont été examinées.",
        formula=share(ADMITTED, of=DECIDED),
        unit="percent",
        not_by=("state", "motive", "third_party"),
        source="Médiation du locataire, Paris Habitat, rapport 2019 : recevabilité",
    ),
    Indicator(
        code="referrals_redirected_share",
        label="Saisines réorientées",
        definition="Part des saisines réorientées vers un tiers compétent parmi celles qui ont "
        "été examinées.",
        formula=share(REDIRECTED, of=DECIDED),
        unit="percent",
        not_by=("state", "motive", "third_party"),
        source="Médiateur de la Ville d'Angers, 2017 : 58 % de réorientations",
    ),
    Indicator(
        code="referrals_mean_decision",
        label="Délai moyen de décision",
        definition="Nombre de jours entre la réception d'une saisine et la suite qui lui est "
        "donnée, en moyenne des saisines examinées.",
        formula=mean(DECISION_DAYS, per=DECIDED, counts=(DECIDED,)),
        unit="days",
        direction="down",
        decimals=1,
        source="Médiation du locataire, Paris Habitat, rapport 2019 : délais",
    ),
    Indicator(
        code="cases",
        label="Situations ouvertes",
        definition="Nombre de différends suivis en temps différé, au jour de leur ouverture.",
        formula=total(CASES),
        source="Convention régionale de 2013, gestion de conflits en temps différé",
    ),
    Indicator(
        code="mediated_cases_share",
        label="Situations avec une séance commune",
        definition="Part des situations où une navette ou une table ronde s'est tenue.",
        formula=share(MEDIATED, of=CASES),
        unit="percent",
        direction="up",
        source=SOURCE,
    ),
    Indicator(
        code="sessions_per_case",
        label="Séances par situation",
        definition="Nombre d'entretiens, de navettes et de tables rondes tenus, divisé par le "
        "nombre de situations.",
        formula=mean(SESSIONS, per=CASES, counts=(CASES,)),
        unit="ratio",
        decimals=1,
        source="Amandier et Patrimoine SA, 114 médiations : trois séances en moyenne",
    ),
    Indicator(
        code="session_hours",
        label="Heures de séances",
        definition="Durée des entretiens, navettes et tables rondes tenus, en heures.",
        formula=total(SESSION_MINUTES, counts=(CASES,), divided_by=60),
        unit="hours",
        source=SOURCE,
    ),
    Indicator(
        code="agreements",
        label="Accords",
        definition="Nombre de situations où les parties ont conclu un accord, oral ou écrit, même "
        "partiel.",
        formula=total(AGREED),
        direction="up",
        source=SOURCE,
    ),
    Indicator(
        code="agreements_held_share",
        label="Accords tenus",
        definition="Part des accords tenus, au moins en partie, à la dernière visite de suivi, "
        "parmi ceux dont la visite a dit quelque chose.",
        formula=share(HELD, of=FOLLOWED),
        unit="percent",
        direction="up",
        not_by=("kept",),
        source=SOURCE,
    ),
    Indicator(
        code="favourable_cases_share",
        label="Issues favorables",
        definition="Part des situations closes par un arrêt des plaintes, une reprise du dialogue "
        "ou un accord.",
        formula=share(FAVOURABLE, of=CLOSED),
        unit="percent",
        direction="up",
        not_by=("outcome",),
        source="Amandier et Patrimoine SA, 114 médiations : plaintes arrêtées 32 %, dialogue "
        "repris 20 %",
    ),
    Indicator(
        code="cases_mean_days",
        label="Durée moyenne d'une situation",
        definition="Nombre de jours entre l'ouverture et la clôture, en moyenne des situations "
        "closes.",
        formula=mean(DAYS, per=CLOSED, counts=(CLOSED,)),
        unit="days",
        source="Amandier et Patrimoine SA, 114 médiations : quatre mois en moyenne",
    ),
)
