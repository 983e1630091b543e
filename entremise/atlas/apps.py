from django.apps import AppConfig

from entremise.ui.navigation import Entry

READERS = ("coordinator", "director", "partner", "regional", "steering")


class AtlasConfig(AppConfig):
    name = "entremise.atlas"
    verbose_name = "Carte et couverture"
    navigation = (
        Entry("Carte", "map", "map", 31, READERS),
        Entry("Couverture", "coverage", "geo-alt", 32, READERS),
    )
    public_navigation = (Entry("Carte", "public_map", "map", 15),)
    dispositif_panels = (
        "entremise.atlas.panels.overlaps",
        "entremise.atlas.panels.territory",
    )
