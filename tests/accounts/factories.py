"""People who can sign in."""

from itertools import count

from entremise.accounts.models import User

PASSWORD = "une-phrase-de-passe-d-essai"
_numbers = count(1)


def make_user(name: str = "", email: str = "", password: str | None = None) -> User:
    """A person; without a password (hashing takes time), by one-time code only."""
    number = next(_numbers)
    return User.objects.create_user(
        email or f"personne-{number:04}@entremise.example",
        name=name or f"Personne {number:04}",
        password=password,
    )
