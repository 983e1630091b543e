"""Who brings files in, and who follows which."""

from django.db.models import QuerySet

from entremise.core.importing import Importer, importers
from entremise.structures.actor import Actor

from .models import Import, ImportRow


def offered(actor: Actor) -> list[Importer]:
    """What one may bring in."""
    return [importer for importer in importers().values() if importer.may(actor)]


def can_import(actor: Actor) -> bool:
    """Whoever may bring in something."""
    return bool(offered(actor))


def visible_imports(actor: Actor) -> QuerySet[Import]:
    """Those of one's structure, of the kinds one may bring in oneself."""
    kinds = [importer.key for importer in offered(actor)]
    return Import.objects.filter(structure_id=actor.structure, importer__in=kinds)


def can_follow_import(actor: Actor, imported: Import) -> bool:
    """The same rule for one import: reading it, linking its columns, confirming, undoing."""
    kinds = [importer.key for importer in offered(actor)]
    return imported.structure_id == actor.structure_id and imported.importer in kinds


def visible_import_rows(actor: Actor) -> QuerySet[ImportRow]:
    """The rows of those imports, once they were analysed."""
    return ImportRow.objects.filter(imported__in=visible_imports(actor)).select_related("imported")


def can_decide_row(actor: Actor, row: ImportRow) -> bool:
    """The same rule for one row."""
    return can_follow_import(actor, row.imported)
