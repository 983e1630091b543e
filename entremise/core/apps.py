from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "entremise.core"
    verbose_name = "Socle"
