"""Who may use the pages of sign-in."""

from entremise.core.web import Author


def visitor(actor: Author) -> bool:
    """Whoever has not signed in: a forgotten password is not reset from somebody else's session."""
    return not actor.is_authenticated
