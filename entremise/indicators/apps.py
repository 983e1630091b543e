from django.apps import AppConfig

from entremise.ui.navigation import Entry


class IndicatorsConfig(AppConfig):
    name = "entremise.indicators"
    verbose_name = "Indicateurs"
    navigation = (Entry("Indicateurs", "indicator_list", "graph-up", 80),)
