from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "entremise.ui"
    verbose_name = "Interface"
