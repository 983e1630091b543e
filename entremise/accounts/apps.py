from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "entremise.accounts"
    verbose_name = "Comptes"
