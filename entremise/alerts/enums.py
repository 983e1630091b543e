"""States of an alert and of what was sent of it."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where an alert stands. A partner who says it is not theirs puts it back to the first one."""

    SIGNALLED = "signalled", "à transmettre"
    SENT = "sent", "transmise"
    ACKNOWLEDGED = "acknowledged", "bien reçue"
    IN_CHARGE = "in_charge", "prise en charge"
    SOLVED = "solved", "résolue"
    UNSOLVED = "unsolved", "non résolue"


CLOSED = (State.SOLVED, State.UNSOLVED)
# Sent, and nobody has yet said that they deal with it.
AWAITED = (State.SENT, State.ACKNOWLEDGED)


class Reply(TextChoices):
    """What an addressee answers."""

    RECEIVED = "received", "bien reçu"
    IN_CHARGE = "in_charge", "pris en charge"
    SOLVED = "solved", "résolu"
    NOT_OURS = "not_ours", "pas de notre ressort"


class SendingStatus(TextChoices):
    """Whether an addressee still has an alert in hand. A link opens only what is current."""

    CURRENT = "current", "en cours"
    CLOSED = "closed", "close"
    DECLINED = "declined", "rendue à l'équipe"
    REDIRECTED = "redirected", "confiée à un autre"


class Source(TextChoices):
    """By which door an alert came in."""

    PAGE = "page", "page"
    SYNC = "sync", "synchronisation"
    REVOKED = "revoked", "appareil révoqué"


class Letter(TextChoices):
    """Which of the letters about one sending."""

    FIRST = "first", "première"
    REMINDER = "reminder", "rappel"
    ESCALATION = "escalation", "relance"
