from django.apps import AppConfig

from entremise.ui.navigation import Entry


class ReportsConfig(AppConfig):
    name = "entremise.reports"
    verbose_name = "Rapports"
    indicator_uses = "entremise.reports.outline.uses"
    navigation = (
        Entry(
            "Rapports", "report_list", "file-earmark-text", 60, ("director", "partner"), main=True
        ),
    )
    verbs = {
        "reports.ordered": "Rapport demandé",
        "reports.ordered_again": "Rapport demandé de nouveau",
        "reports.produced": "Rapport produit",
        "reports.sealed": "Rapport scellé",
        "reports.discarded": "Projet de rapport abandonné",
    }
