from django.apps import AppConfig

from entremise.ui.navigation import Entry

FIELD = ("mediator", "coordinator", "director")


class ActivitiesConfig(AppConfig):
    name = "entremise.activities"
    verbose_name = "Activités"
    navigation = (
        Entry("Consigner", "activity_new", "plus-lg", 10, FIELD[:2], main=True),
        Entry("Activités", "activity_list", "journal-text", 20, FIELD, main=True),
    )
    retention = "entremise.activities.retention.KEPT"
    verbs = {
        "activity.logged": "Activité consignée",
        "activity.corrected": "Activité corrigée",
        "activity.cancelled": "Activité annulée",
        "activity.restored": "Activité rétablie",
        "activities.period_closed": "Période close",
        "activities.taken_over": "Activités reprises en nombre",
        "rounds.taken_over": "Tournées reprises en nombre",
        "round.logged": "Tournée consignée",
        "round.corrected": "Tournée corrigée",
        "entry.set_aside": "Saisie mise de côté",
        "entry.mended": "Saisie corrigée et consignée",
        "round.mended": "Tournée corrigée et consignée",
        "entry.discarded": "Saisie écartée",
        "entry.brought_back": "Saisie remise dans la liste",
        "entry.erased": "Contenu d'une saisie réglée effacé",
        "activity.note_erased": "Note d'activité effacée",
    }
