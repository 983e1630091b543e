from django.apps import AppConfig

from entremise.ui.navigation import Entry

FIELD = ("mediator", "coordinator", "director")
REGISTRY = ("regional", "steering")


class StructuresConfig(AppConfig):
    name = "entremise.structures"
    verbose_name = "Structures"
    navigation = (
        Entry("Registre", "structure_list", "building", 30, REGISTRY, main=True),
        Entry("Ma structure", "my_structure", "building", 70, (*FIELD, "partner", "dpo")),
        Entry("Équipe", "member_list", "people", 72, FIELD),
        Entry("Partenaires", "partner_list", "telephone", 74, FIELD),
        Entry("Mes appareils", "token_list", "key", 76, FIELD),
        Entry("Journal", "journal", "clock", 78, ("director",)),
        Entry("Conservation", "retention", "shield-check", 79, ("director",)),
        Entry("Journal", "journal", "clock", 20, ("dpo",), main=True),
        Entry("Conservation", "retention", "shield-check", 30, ("dpo",), main=True),
        Entry("Comptes", "account_list", "person-plus", 30, ("admin",), main=True),
    )
    retention = "entremise.structures.retention.KEPT"
    imports = "entremise.structures.importing.IMPORTERS"
    verbs = {
        "structure.registered": "Structure inscrite au registre",
        "structure.edited": "Fiche de la structure modifiée",
        "structure.confirmed": "Fiche de la structure confirmée",
        "structure.reviewed": "Fiche relue par la mission régionale",
        "structure.merged": "Fiches fusionnées",
        "structure.parted": "Fusion de fiches annulée",
        "structure.told_apart": "Fiches distinguées",
        "contact.added": "Contact ajouté à la fiche",
        "contact.edited": "Contact de la fiche modifié",
        "contact.removed": "Contact retiré de la fiche",
        "person.attached": "Personne attachée à un contact",
        "person.read": "Personne d'un contact lue",
        "person.corrected": "Personne d'un contact corrigée",
        "person.confirmed": "Personne d'un contact confirmée",
        "person.erased": "Personne retirée d'un contact",
        "person.ended": "Personne d'un contact effacée au terme de sa conservation",
        "structure.unregistered": "Structure retirée du registre",
        "dispositif.opened": "Dispositif ouvert",
        "dispositif.edited": "Dispositif modifié",
        "dispositif.confirmed": "Fiche du dispositif confirmée",
        "dispositif.drawn": "Secteur du dispositif dessiné",
        "dispositif.closed": "Dispositif fermé",
        "dispositif.reopened": "Fermeture du dispositif annulée",
        "dispositif.removed": "Dispositif retiré",
        "funding.added": "Financement ajouté",
        "funding.edited": "Financement modifié",
        "funding.ended": "Fin mise à un financement",
        "partner.added": "Partenaire ajouté",
        "partner.edited": "Partenaire modifié",
        "partner.removed": "Partenaire retiré",
        "partner.restored": "Partenaire remis",
        "account.opened": "Compte ouvert",
        "account.reopened": "Compte rouvert",
        "account.anonymised": "Compte anonymisé",
        "member.added": "Rôle donné",
        "member.returned": "Rôle repris",
        "member.moved": "Équipes changées",
        "member.ended": "Fin mise à un rôle",
        "member.resumed": "Fin d'un rôle annulée",
        "token.issued": "Clé d'appareil créée",
        "token.renewed": "Clé d'appareil renouvelée",
        "token.revoked": "Appareil révoqué",
        "token.forgotten": "Appareil révoqué oublié",
    }
