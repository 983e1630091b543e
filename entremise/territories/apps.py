from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "entremise.territories"
    verbose_name = "Territoires"
