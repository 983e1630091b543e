"""Codes of the registry. Labels are those of the founding documents (leaflet, convention)."""

from django.db.models import IntegerChoices, TextChoices


class OperatorType(TextChoices):
    """The five kinds of operator of the 2013 convention, article 1."""

    PROVIDER = "provider", "prestataire"
    ASSOCIATION = "association", "association porteuse d'un projet de cohésion sociale"
    LOCAL_AUTHORITY = "local_authority", "collectivité"
    LANDLORD = "landlord", "bailleur"
    ASSEMBLER = "assembler", "assemblier"


class ActorType(TextChoices):
    """What an organisation is, whether or not it employs mediators."""

    COMMUNE = "commune", "commune"
    EPCI = "epci", "EPCI"
    SYNDICAT_MIXTE = "syndicat_mixte", "syndicat mixte"
    CCAS = "ccas", "CCAS"
    ASSOCIATION = "association", "association"
    COMPANY = "company", "entreprise"
    LANDLORD = "landlord", "bailleur social"
    GIP = "gip", "groupement d'intérêt public"
    STATE = "state", "service de l'État"
    REGION = "region", "conseil régional"
    DEPARTEMENT = "departement", "conseil départemental"
    OTHER_PUBLIC = "other_public", "autre établissement public"


class UpdateRhythm(IntegerChoices):
    """How often a structure says again that its sheet is right, in months."""

    QUARTERLY = 3, "tous les trois mois"
    HALF_YEARLY = 6, "tous les six mois"
    YEARLY = 12, "tous les ans"


class InformedHow(TextChoices):
    """How a person was told that they are noted on a sheet."""

    ORAL = "oral", "de vive voix"
    EMAIL = "email", "par courriel"
    LETTER = "letter", "par lettre"


class Portage(TextChoices):
    """The three kinds of portage of the leaflet."""

    INTERNAL = "internal", "portage internalisé par les collectivités ou intercommunal"
    ASSOCIATION = "association", "portage par une association structurée de médiation sociale"
    MUTUALISED = "mutualised", "mutualisation par plusieurs partenaires"


class Domain(TextChoices):
    """The five domains of France Médiation (francemediation.fr/definition)."""

    PUBLIC_SPACE = "public_space", "espace public et habitat collectif"
    RIGHTS = "rights", "accès aux droits et aux services"
    TRANSPORT = "transport", "transports en commun"
    SCHOOL = "school", "milieu scolaire et jeunesse"
    PARTICIPATION = "participation", "participation des habitants"


class Role(TextChoices):
    """What a person does in a structure."""

    MEDIATOR = "mediator", "médiateur·rice"
    COORDINATOR = "coordinator", "coordinateur·rice"
    DIRECTOR = "director", "directeur·rice de structure"
    REGIONAL = "regional", "animateur·rice de la mission régionale"
    PARTNER = "partner", "partenaire"
    STEERING = "steering", "membre du comité de pilotage"
    ADMIN = "admin", "administrateur technique"
    DPO = "dpo", "délégué·e à la protection des données"


class FundingScope(TextChoices):
    """Where the activity a funding line pays for takes place."""

    ANYWHERE = "anywhere", "tout le territoire du dispositif"
    QPV_ONLY = "qpv_only", "quartiers prioritaires seulement"


class PartnerCategory(TextChoices):
    """Whom people are directed to: the third parties met in activity reports of the field."""

    SOCIAL = "social", "service social, CCAS"
    HEALTH = "health", "santé, addictions"
    LANDLORD = "landlord", "bailleur"
    TOWN = "town", "mairie, services municipaux"
    POLICE = "police", "police, gendarmerie"
    JUSTICE = "justice", "justice, conciliateur, accès au droit"
    EMPLOYMENT = "employment", "emploi, insertion"
    SCHOOL = "school", "école, réussite éducative"
    YOUTH = "youth", "prévention spécialisée, jeunesse"
    TRANSPORT = "transport", "transporteur"
    HOUSING = "housing", "hébergement, veille sociale (115)"
    ASSOCIATION = "association", "association, centre social"
    UTILITY = "utility", "énergie, eau, La Poste"
    OTHER = "other", "autre partenaire"
