"""allauth's forms in our words: its checks, our labels and help."""

from typing import Any, ClassVar

from allauth.account import forms as allauth
from django import forms


class _OurWords(forms.Form):
    """Replaces labels and help, and drops the placeholders that repeat labels."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label, field.help_text = self.words[name]
            field.widget.attrs.pop("placeholder", None)


ADDRESS = "Adresse électronique"
RULE = "Au moins 12 caractères. Une phrase dont vous vous souvenez convient très bien."
AGAIN = "Le même mot de passe, une seconde fois"


class LoginForm(_OurWords, allauth.LoginForm):
    """Address and password."""

    words: ClassVar = {"login": (ADDRESS, ""), "password": ("Mot de passe", "")}


class RequestLoginCodeForm(_OurWords, allauth.RequestLoginCodeForm):
    """The address a one-time code is sent to."""

    words: ClassVar = {"email": (ADDRESS, "Celle que votre structure a donnée pour votre compte.")}


class ConfirmLoginCodeForm(_OurWords, allauth.ConfirmLoginCodeForm):
    """The code received."""

    words: ClassVar = {"code": ("Code reçu", "")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "class": "ent-code", "inputmode": "numeric", "spellcheck": "false",
        }  # fmt: skip


class ChangePasswordForm(_OurWords, allauth.ChangePasswordForm):
    """A new password for who knows the old one."""

    words: ClassVar = {
        "oldpassword": ("Mot de passe actuel", ""),
        "password1": ("Nouveau mot de passe", RULE),
        "password2": (AGAIN, ""),
    }


class SetPasswordForm(_OurWords, allauth.SetPasswordForm):
    """A first password for who signs in by code."""

    words: ClassVar = {"password1": ("Mot de passe", RULE), "password2": (AGAIN, "")}


class ResetPasswordForm(_OurWords, allauth.ResetPasswordForm):
    """The address a reset link is sent to."""

    words: ClassVar = {"email": (ADDRESS, "")}


class ResetPasswordKeyForm(_OurWords, allauth.ResetPasswordKeyForm):
    """A new password for who came by the link."""

    words: ClassVar = {"password1": ("Nouveau mot de passe", RULE), "password2": (AGAIN, "")}


class ReauthenticateForm(_OurWords, allauth.ReauthenticateForm):
    """The password again, before something sensitive."""

    words: ClassVar = {"password": ("Mot de passe", "")}
