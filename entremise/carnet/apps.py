from django.apps import AppConfig

from entremise.ui.navigation import Entry


class CarnetConfig(AppConfig):
    name = "entremise.carnet"
    verbose_name = "Carnet"
    navigation = (
        # Four places at most in the bar of a phone: a coordinator's are taken.
        Entry("Carnet", "carnet", "phone", 15, ("mediator",), main=True),
        Entry("Carnet", "carnet", "phone", 15, ("coordinator",)),
        Entry("Relève", "handover", "moon-stars", 25, ("coordinator", "director")),
    )
