from django.apps import AppConfig

from entremise.ui.navigation import Entry

READERS = ("coordinator", "director", "partner", "regional", "steering")


class PortalConfig(AppConfig):
    name = "entremise.portal"
    verbose_name = "Portail"
    navigation = (
        Entry("Accueil", "home", "house", 0, main=True),
        Entry("Tableau de bord", "dashboard", "bar-chart", 30, READERS, main=True, short="Tableau"),
        # The bar of a mediator's phone holds the carnet instead.
        Entry("Tableau de bord", "dashboard", "bar-chart", 30, ("mediator",)),
    )
