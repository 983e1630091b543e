"""Codes of the follow-up of conflicts. Words are those of the field (ARCHITECTURE, glossary)."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """How a referral came in."""

    FORM = "form", "formulaire public"
    PHONE = "phone", "téléphone"
    COUNTER = "counter", "accueil, permanence"
    MAIL = "mail", "courrier ou courriel"
    FIELD = "field", "rencontre pendant une tournée"
    PARTNER = "partner", "espace du partenaire"


class Origin(TextChoices):
    """Who asks. Attested: Bordeaux, Trélazé, RIVP (docs/glossary.md, « saisine »)."""

    RESIDENT = "resident", "un habitant"
    LANDLORD = "landlord", "un bailleur"
    COMMUNE = "commune", "une commune"
    PARTNER = "partner", "un autre partenaire"
    SELF = "self", "l'équipe elle-même (autosaisine)"


class ReferralState(TextChoices):
    """What has become of a referral."""

    RECEIVED = "received", "à examiner"
    ADMITTED = "admitted", "recevable"
    EXCLUDED = "excluded", "non retenue"
    REDIRECTED = "redirected", "réorientée"


class Stage(TextChoices):
    """Where a case stands. It follows from its steps and consents, and is never typed."""

    TO_PROPOSE = "to_propose", "médiation à proposer"
    ANSWERS = "answers", "réponses attendues"
    INTERVIEWS = "interviews", "entretiens"
    MEDIATION = "mediation", "médiation en cours"
    FOLLOW_UP = "follow_up", "suivi de l'accord"
    CLOSED = "closed", "close"


class PartyRole(TextChoices):
    """What somebody is in a dispute."""

    APPLICANT = "applicant", "demandeur"
    OTHER = "other", "autre partie"
    REPRESENTATIVE = "representative", "représentant d'une partie"
    WITNESS = "witness", "personne concernée"


# Those without whose agreement there is no mediation.
MAIN_ROLES = (PartyRole.APPLICANT, PartyRole.OTHER)


class ConsentSubject(TextChoices):
    """What a consent is about."""

    MEDIATION = "mediation", "participer à la médiation"
    SHARING = "sharing", "transmettre à un partenaire"


class SharedItem(TextChoices):
    """What may be passed on, each with its own consent."""

    IDENTITY = "identity", "nom et prénom"
    CONTACT = "contact", "coordonnées"
    SITUATION = "situation", "description de la situation"
    MEETINGS = "meetings", "rendez-vous tenus"
    AGREEMENT = "agreement", "accord et engagements"


class AskedHow(TextChoices):
    """How a consent was asked."""

    IN_PERSON = "in_person", "de vive voix"
    PHONE = "phone", "par téléphone"
    LETTER = "letter", "par courrier"
    EMAIL = "email", "par courriel"


class Answer(TextChoices):
    """What was answered. No answer after the delay is silence, which is not consent."""

    WAITING = "waiting", "réponse attendue"
    GIVEN = "given", "accord donné"
    REFUSED = "refused", "refus"
    SILENT = "silent", "sans réponse"
    WITHDRAWN = "withdrawn", "accord retiré"


class StepKind(TextChoices):
    """A step of a mediation in deferred time."""

    CONTACT = "contact", "prise de contact"
    PROPOSAL = "proposal", "proposition écrite"
    INTERVIEW = "interview", "entretien individuel"
    SHUTTLE = "shuttle", "navette"
    ROUND_TABLE = "round_table", "table ronde"
    FOLLOW_UP = "follow_up", "suivi de l'accord"
    OTHER = "other", "autre démarche"


# Both parties must have agreed before these.
JOINT_STEPS = (StepKind.SHUTTLE, StepKind.ROUND_TABLE)
# Time spent with people, as reports count it (Amandier: three sessions on average).
SESSIONS = (StepKind.INTERVIEW, StepKind.SHUTTLE, StepKind.ROUND_TABLE)


class StepState(TextChoices):
    """Whether a step has taken place. One that the closing of its case cancelled is planned again
    when the case is reopened."""

    PLANNED = "planned", "prévue"
    HELD = "held", "tenue"
    MISSED = "missed", "non tenue"
    CANCELLED = "cancelled", "annulée"
    SUSPENDED = "suspended", "annulée à la clôture"


class Kept(TextChoices):
    """What a follow-up finds."""

    KEPT = "kept", "accord tenu"
    PARTLY = "partly", "tenu en partie"
    BROKEN = "broken", "rompu"
    UNKNOWN = "unknown", "parties injoignables"


class LetterKind(TextChoices):
    """The letters of a mediation, in its order; their first texts are in data/letters."""

    PROPOSAL = "proposal", "proposition de médiation"
    CONVOCATION = "convocation", "rendez-vous"
    AGREEMENT = "agreement", "accord"
    CLOSING = "closing", "fin de la médiation"


class AgreementForm(TextChoices):
    """How an agreement was made."""

    ORAL = "oral", "oral"
    WRITTEN = "written", "écrit"
    PARTIAL = "partial", "partiel"
