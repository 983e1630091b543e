from django.apps import AppConfig

from entremise.ui.navigation import Entry


class ImportsConfig(AppConfig):
    name = "entremise.imports"
    verbose_name = "Imports"
    navigation = (Entry("Imports", "import_list", "table", 77, ("director", "regional")),)
    retention = "entremise.imports.retention.KEPT"
    verbs = {
        "import.received": "Fichier à importer reçu",
        "import.mapped": "Colonnes d'un import reliées",
        "import.corrected": "Mots d'un import corrigés",
        "import.analysed": "Import analysé",
        "import.decided": "Doublon d'un import tranché",
        "import.confirmed": "Import confirmé",
        "import.written": "Import écrit",
        "import.stopped": "Import arrêté sans rien écrire",
        "import.undoing": "Retour en arrière d'un import demandé",
        "import.undone": "Import défait",
        "import.abandoned": "Import abandonné",
        "import.erased": "Fichier d'un import effacé",
    }
