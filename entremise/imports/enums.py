"""What an import goes through."""

from django.db import models


class TableKind(models.TextChoices):
    """The files that are read, by what they hold."""

    CSV = "csv", "fichier CSV"
    XLSX = "xlsx", "classeur Excel"
    ODS = "ods", "classeur LibreOffice"
    JSON = "json", "liste JSON"

    @property
    def extension(self) -> str:
        """With its dot."""
        return f".{self.value}"


class State(models.TextChoices):
    """Where an import stands."""

    RECEIVED = "received", "colonnes à relier"
    ANALYSING = "analysing", "analyse en cours"
    ANALYSED = "analysed", "à confirmer"
    WRITING = "writing", "écriture en cours"
    DONE = "done", "importé"
    UNDOING = "undoing", "retour en arrière en cours"
    UNDONE = "undone", "défait"
    ABANDONED = "abandoned", "abandonné"


# A worker has it in hand.
BUSY = (State.ANALYSING, State.WRITING, State.UNDOING)
# Columns and choices may still change.
OPEN = (State.RECEIVED, State.ANALYSING, State.ANALYSED)

TONES = {
    State.RECEIVED: "attention",
    State.ANALYSING: "action",
    State.ANALYSED: "attention",
    State.WRITING: "action",
    State.DONE: "done",
    State.UNDOING: "action",
    State.UNDONE: "neutral",
    State.ABANDONED: "neutral",
}
