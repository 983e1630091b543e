"""How sign-in behaves here."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by a structure's director: nobody signs up alone."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est fermé. Votre structure peut le rouvrir.",
        "email_password_mismatch": (
            "L'adresse et le mot de passe ne vont pas ensemble. Vérifiez l'un et l'autre, ou "
            "demandez un code par courriel."
        ),
        "enter_current_password": "Ce n'est pas votre mot de passe actuel.",
        "incorrect_code": "Ce code n'est pas le bon. Recopiez celui du dernier courriel reçu.",
        "incorrect_password": "Ce mot de passe n'est pas le vôtre.",
        "too_many_login_attempts": "Trop d'essais. Attendez quelques minutes avant le prochain.",
        "rate_limited": "Trop de demandes. Attendez une minute avant la prochaine.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Signing in needs no announcement: the page that opens says it."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's account."""
        return reverse("my_account")
