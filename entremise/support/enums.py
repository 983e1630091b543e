"""Kinds, states and phases of what the regional mission does, in the words of its leaflet."""

from django.db.models import TextChoices


class MeetingKind(TextChoices):
    """How people met."""

    VISIT = "visit", "visite sur place"
    HERE = "here", "rendez-vous à la mission"
    PHONE = "phone", "téléphone"
    VIDEO = "video", "visioconférence"
    COMMITTEE = "committee", "comité ou réunion de partenaires"
    COLLECTIVE = "collective", "rencontre collective"
    # What the convention of the mission holds twice a year each, and its days open to all.
    STEERING = "steering", "comité de pilotage de la mission"
    CONFERENCE = "conference", "conférence permanente"
    REGIONAL_DAY = "regional_day", "journée régionale"


class MeetingStatus(TextChoices):
    """A meeting is planned, then held or cancelled; what is cancelled can be planned again."""

    PLANNED = "planned", "prévue"
    HELD = "held", "tenue"
    CANCELLED = "cancelled", "annulée"


class StepKind(TextChoices):
    """What the mission offers (leaflet of 2014), in the order in which it is most often asked."""

    STANDARDS = "standards", "comprendre les standards de la médiation sociale"
    DEFINE = "define", "définir les missions"
    CREATE = "create", "créer l'activité"
    DEVELOP = "develop", "développer l'activité"
    RECRUIT = "recruit", "recruter les médiateurs"
    EVALUATE = "evaluate", "évaluer l'utilité sociale"


class Outcome(TextChoices):
    """What came of a step, or of the whole."""

    REACHED = "reached", "abouti"
    PARTLY = "partly", "abouti en partie"
    HANDED_ON = "handed_on", "relayé par un autre"
    DROPPED = "dropped", "abandonné"


class DlaKind(TextChoices):
    """For one structure, or for several together."""

    INDIVIDUAL = "individual", "individuel"
    COLLECTIVE = "collective", "collectif"


class DlaPhase(TextChoices):
    """The steps of a DLA as its operators give them (dla-hdf.org, travail-emploi.gouv.fr)."""

    RECEPTION = "reception", "accueil et orientation"
    DIAGNOSIS = "diagnosis", "diagnostic partagé"
    PLAN = "plan", "plan d'accompagnement"
    ENGINEERING = "engineering", "ingénierie"
    FOLLOW_UP = "follow_up", "suivi et consolidation"


# A DLA only goes forward: each phase with its rank.
PHASE_RANK = {phase.value: rank for rank, phase in enumerate(DlaPhase)}
