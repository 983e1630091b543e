from django.apps import AppConfig

from entremise.ui.navigation import Entry

READERS = ("coordinator", "director", "partner", "regional", "steering")


class PortalConfig(AppConfig):
    name = "entremise.portal"
    verbose_name = "Portail"
    indicator_uses = "entremise.portal.uses.uses"
    navigation = (
        Entry("Accueil", "home", "house", 0, main=True),
        Entry("Ma semaine", "my_week", "calendar3", 20, ("regional",), main=True, short="Semaine"),
        Entry("Tableau de bord", "dashboard", "bar-chart", 30, READERS, main=True, short="Tableau"),
        # The bar of a mediator's phone holds the carnet instead.
        Entry("Tableau de bord", "dashboard", "bar-chart", 30, ("mediator",)),
    )
    public_navigation = (
        Entry("Trouver un service", "public_find", "search", 10, short="Trouver"),
        Entry("Chiffres clés", "public_figures", "graph-up", 30, short="Chiffres"),
        Entry("Données ouvertes", "public_data", "download", 40, short="Données"),
    )
