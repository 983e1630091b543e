from django.apps import AppConfig

from entremise.ui.navigation import Entry

READERS = ("coordinator", "director", "regional")


class PositionsConfig(AppConfig):
    name = "entremise.positions"
    verbose_name = "Postes"
    navigation = (
        Entry("Postes", "position_list", "person", 66, READERS),
        Entry("Emplois", "job_figures", "briefcase", 34, (*READERS, "steering")),
    )
    imports = "entremise.positions.importing.IMPORTERS"
    verbs = {
        "position.planned": "Poste mis en perspective",
        "position.opened": "Poste existant saisi",
        "position.created": "Poste créé",
        "position.consolidated": "Poste consolidé",
        "position.changed": "Contrat ou temps d'un poste changé",
        "position.undone": "Dernier changement d'un poste annulé",
        "position.withdrawn": "Poste retiré",
        "position.ended": "Fin d'un poste",
        "position.reopened": "Poste rouvert",
        "position.rewritten": "Histoire d'un poste corrigée",
        "position.edited": "Fiche d'un poste corrigée",
        "position.supported": "Accompagnement d'un poste modifié",
        "convention.signed": "Convention adulte-relais saisie",
        "convention.renewed": "Convention adulte-relais renouvelée",
        "convention.corrected": "Convention adulte-relais corrigée",
        "convention.checked": "Conditions d'une convention vérifiées",
        "convention.withdrawn": "Convention adulte-relais retirée",
        "convention.announced": "Échéance d'une convention annoncée",
    }
