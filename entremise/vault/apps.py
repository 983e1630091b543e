from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "entremise.vault"
    verbose_name = "Coffre"
