from django.apps import AppConfig

from entremise.ui.navigation import Entry

FIELD = ("mediator", "coordinator", "director")


class AlertsConfig(AppConfig):
    name = "entremise.alerts"
    verbose_name = "Alertes"
    navigation = (
        Entry("Alertes", "alert_list", "bell", 25, FIELD),
        Entry(
            "Alertes reçues", "addressed_list", "bell", 25, ("partner",), main=True, short="Alertes"
        ),
        Entry("Destinataires", "addressee_list", "mailbox", 75, FIELD),
    )
    traced = {"alerts.alert": ""}
    retention = "entremise.alerts.retention.KEPT"
    verbs = {
        "alert.logged": "Alerte consignée",
        "alert.corrected": "Alerte corrigée",
        "alert.sent": "Alerte transmise",
        "alert.read": "Alerte lue par le destinataire",
        "alert.read_by_link": "Alerte lue par le lien",
        "alert.answered": "Réponse à une alerte",
        "alert.answered_by_link": "Réponse à une alerte, par le lien",
        "alert.reminded": "Destinataire d'une alerte rappelé",
        "alert.escalated": "Alerte relancée au-dessus",
        "alert.closed": "Alerte close",
        "alert.reopened": "Alerte rouverte",
        "alert.erased": "Alerte effacée",
        "alert.photo_added": "Photo ajoutée à une alerte",
        "alert.photo_removed": "Photo retirée d'une alerte",
        "addressee.added": "Destinataire ajouté",
        "addressee.edited": "Destinataire modifié",
    }
