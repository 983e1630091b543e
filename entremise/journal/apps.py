from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "entremise.journal"
    verbose_name = "Journal"
    verbs = {"retention.applied": "Règle de conservation appliquée"}
