"""States, contracts and causes, in the words of the field."""

from django.db.models import TextChoices


class Status(TextChoices):
    """How far a post has come. It only goes forward; its end is a date of the post itself."""

    PROSPECT = "prospect", "en perspective"
    CREATED = "created", "créé"
    CONSOLIDATED = "consolidated", "consolidé"


# What counts as a job: somebody is, or is to be, paid for it.
AT_WORK = (Status.CREATED, Status.CONSOLIDATED)


# What happens to posts, as it is counted: see `counting.moved_between`.
MOVED = {
    "planned": "Mis en perspective",
    "created": "Créés",
    "consolidated": "Consolidés",
    "ended": "Terminés",
    "dropped": "Perspectives abandonnées",
}


class Contract(TextChoices):
    """The contract a post is held under, those of the founding documents included."""

    CDI = "cdi", "CDI"
    CDD = "cdd", "CDD"
    CIVIL_SERVANT = "civil_servant", "titulaire de la fonction publique"
    ADULTE_RELAIS = "adulte_relais", "adulte-relais"
    EMPLOI_AVENIR = "emploi_avenir", "emploi d'avenir"
    EMPLOI_JEUNE = "emploi_jeune", "emploi-jeune"
    CAE = "cae", "contrat d'accompagnement dans l'emploi"
    PEC = "pec", "parcours emploi compétences"
    FONJEP = "fonjep", "poste FONJEP"
    APPRENTICESHIP = "apprenticeship", "apprentissage"
    SECONDMENT = "secondment", "mise à disposition"
    OTHER = "other", "autre contrat"
    UNKNOWN = "unknown", "non connu"


class Cause(TextChoices):
    """What made a post change."""

    NEED = "need", "besoin repéré"
    FUNDED = "funded", "financement obtenu"
    AWARDED = "awarded", "marché ou convention obtenu"
    HIRED = "hired", "recrutement"
    LASTING = "lasting", "financement pérenne"
    PERMANENT = "permanent", "passage en CDI ou titularisation"
    CONTRACT = "contract", "changement de contrat"
    HOURS = "hours", "changement du temps de travail"
    LEFT = "left", "départ"
    UNFUNDED = "unfunded", "fin d'un financement"
    LOST = "lost", "marché ou convention perdu"
    AID_OVER = "aid_over", "fin d'un contrat aidé"
    DROPPED = "dropped", "projet abandonné"
    REORGANISED = "reorganised", "réorganisation du service"
    OTHER = "other", "autre cause"


# Which of them are offered, by what is being said of the post.
OF_A_PROSPECT = (Cause.NEED, Cause.OTHER)
OF_A_START = (Cause.HIRED, Cause.FUNDED, Cause.AWARDED, Cause.REORGANISED, Cause.OTHER)
OF_A_CONSOLIDATION = (Cause.LASTING, Cause.PERMANENT, Cause.AWARDED, Cause.OTHER)
OF_A_CHANGE = (
    Cause.CONTRACT, Cause.HOURS, Cause.LEFT, Cause.HIRED, Cause.AID_OVER, Cause.REORGANISED,
    Cause.OTHER,
)  # fmt: skip
OF_AN_END = (
    Cause.UNFUNDED, Cause.LOST, Cause.AID_OVER, Cause.DROPPED, Cause.REORGANISED, Cause.OTHER,
)  # fmt: skip
