"""Signing in and out. allauth reverses these names itself; those we do not want are not here.

There is no sign-up: accounts are opened by structures.
"""

from allauth.account import views as allauth
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from entremise.core.web import anyone, command, page, signed_in

from .policies import visitor
from .views import my_account


class Base36Converter(StringConverter):
    """The number of a person in a reset link. It stops at the first dash: the key holds others."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36Converter, "base36")

for_anyone, for_visitor, for_person = command(anyone), command(visitor), command(signed_in)

urlpatterns = [
    path("connexion/", for_anyone(allauth.login), name="account_login"),
    path(
        "connexion/code/",
        for_anyone(allauth.request_login_code),
        name="account_request_login_code",
    ),
    path(
        "connexion/code/saisie/",
        for_anyone(allauth.confirm_login_code),
        name="account_confirm_login_code",
    ),
    path("deconnexion/", for_anyone(allauth.logout), name="account_logout"),
    path("compte-ferme/", page(anyone)(allauth.account_inactive), name="account_inactive"),
    path("compte/", my_account, name="my_account"),
    path(
        "compte/mot-de-passe/",
        for_person(allauth.password_change),
        name="account_change_password",
    ),
    path(
        "compte/mot-de-passe/choisir/",
        for_person(allauth.password_set),
        name="account_set_password",
    ),
    path(
        "compte/verification/",
        for_person(allauth.reauthenticate),
        name="account_reauthenticate",
    ),
    path(
        "mot-de-passe-oublie/",
        for_visitor(allauth.password_reset),
        name="account_reset_password",
    ),
    path(
        "mot-de-passe-oublie/envoye/",
        page(anyone)(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "mot-de-passe-oublie/fait/",
        page(anyone)(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path(
        "mot-de-passe-oublie/<base36:uidb36>-<str:key>/",
        for_visitor(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]
