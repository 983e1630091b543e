from django.apps import AppConfig

from entremise.ui.navigation import Entry

FIELD = ("mediator", "coordinator", "director")


class CasesConfig(AppConfig):
    name = "entremise.cases"
    verbose_name = "Situations"
    navigation = (
        Entry("Situations", "case_list", "chat-square-text", 22, FIELD),
        Entry("Saisines", "referral_list", "envelope", 24, FIELD),
        Entry("Saisir une équipe", "partner_referrals", "envelope", 40, ("partner",)),
        Entry("Accès exceptionnels", "access_list", "lock", 77, ("director",)),
    )
    public_navigation = (
        Entry(
            "Demander une médiation", "public_referral", "chat-square-text", 20, short="Demander"
        ),
    )
    traced = {"cases.case": "number", "cases.referral": "number"}
    retention = "entremise.cases.retention.KEPT"
    verbs = {
        "reception.set": "Accueil des saisines réglé",
        "referral.received": "Saisine reçue",
        "referral.acknowledged": "Accusé de réception d'une saisine",
        "referral.read": "Saisine lue",
        "referral.admitted": "Saisine recevable",
        "referral.excluded": "Saisine non retenue",
        "referral.redirected": "Saisine réorientée",
        "referral.examined_again": "Décision sur une saisine annulée",
        "referral.erased": "Saisine effacée",
        "case.opened": "Situation ouverte",
        "case.joined": "Saisine jointe à une situation",
        "case.read": "Situation lue",
        "case.searched": "Situation cherchée par une personne",
        "case.assigned": "Médiateurs en charge changés",
        "case.stepped_back": "Retrait d'un médiateur",
        "case.summed_up": "Résumé d'une situation récrit",
        "case.closed": "Situation close",
        "case.reopened": "Situation rouverte",
        "case.archived": "Situation archivée",
        "case.erased": "Situation effacée",
        "case.shared": "Informations transmises à un partenaire",
        "case.glass_broken": "Accès exceptionnel à une situation",
        "access.reviewed": "Accès exceptionnel vu par la direction",
        "party.added": "Partie ajoutée",
        "party.edited": "Partie corrigée",
        "party.erased": "Partie effacée à sa demande",
        "party.exported": "Copie de ses données remise à une partie",
        "consent.asked": "Accord demandé",
        "consent.answered": "Réponse à une demande d'accord",
        "consent.withdrawn": "Accord retiré",
        "note.written": "Note confidentielle écrite",
        "step.planned": "Étape prévue",
        "step.moved": "Étape déplacée",
        "step.held": "Étape tenue",
        "step.missed": "Étape non tenue",
        "steps.reminded": "Étapes rappelées",
        "step.cancelled": "Étape annulée",
        "letter.written": "Lettre écrite",
        "letter.read": "Lettre lue",
        "letter.removed": "Lettre retirée",
        "letter_text.written": "Modèle de lettre récrit",
        "letter_text.restored": "Modèle de lettre remis comme au début",
        "file.attached": "Fichier joint",
        "file.read": "Fichier lu",
        "file.removed": "Fichier détruit",
        "agreement.made": "Accord enregistré",
        "agreement.corrected": "Accord corrigé",
        "agreement.cancelled": "Accord annulé",
    }
