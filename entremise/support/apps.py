from django.apps import AppConfig

from entremise.ui.navigation import Entry


class SupportConfig(AppConfig):
    name = "entremise.support"
    verbose_name = "Appui aux structures"
    navigation = (
        Entry("Rencontres", "meeting_list", "calendar-check", 36, ("regional",)),
        Entry("Accompagnements", "track_list", "signpost-split", 38, ("regional",)),
        Entry("DLA", "dla_list", "layers", 40, ("regional",)),
        Entry(
            "Chiffres de l'appui",
            "support_figures",
            "clipboard-check",
            42,
            ("regional", "steering"),
        ),
        Entry("Rencontres avec la mission", "meeting_list", "calendar-check", 68, ("director",)),
    )
    imports = "entremise.support.importing.IMPORTERS"
    structure_panels = (
        "entremise.support.panels.meetings",
        "entremise.support.panels.support",
        "entremise.support.panels.dla",
    )
    verbs = {
        "meeting.planned": "Rencontre prévue",
        "meeting.logged": "Rencontre saisie",
        "meeting.held": "Rencontre tenue",
        "meeting.edited": "Rencontre corrigée",
        "meeting.cancelled": "Rencontre annulée",
        "meeting.restored": "Annulation d'une rencontre reprise",
        "meeting.withdrawn": "Rencontre retirée",
        "next_step.added": "Suite à donner ajoutée",
        "next_step.done": "Suite donnée",
        "next_step.reopened": "Suite à donner de nouveau",
        "next_step.dropped": "Suite à donner retirée",
        "track.opened": "Accompagnement ouvert",
        "track.edited": "Accompagnement corrigé",
        "track.closed": "Accompagnement clos",
        "track.reopened": "Accompagnement rouvert",
        "track.withdrawn": "Accompagnement retiré",
        "track_step.begun": "Étape d'accompagnement ouverte",
        "track_step.ended": "Étape d'accompagnement close",
        "track_step.resumed": "Étape d'accompagnement rouverte",
        "track_step.dropped": "Étape d'accompagnement retirée",
        "dla.opened": "DLA saisi",
        "dla.edited": "DLA corrigé",
        "dla.moved": "Phase d'un DLA commencée",
        "dla.moved_back": "Phase d'un DLA annulée",
        "dla.closed": "DLA terminé",
        "dla.reopened": "DLA repris",
        "dla.withdrawn": "DLA retiré",
        "deliverable.added": "Livrable attendu",
        "deliverable.handed": "Livrable remis",
        "deliverable.taken_back": "Remise d'un livrable annulée",
        "deliverable.dropped": "Livrable retiré",
    }
