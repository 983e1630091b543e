"""A table received, and its columns linked to fields."""

from collections.abc import Mapping
from functools import partial

from django.db import transaction

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.importing import Importer
from entremise.imports.columns import columns_of, missing
from entremise.imports.enums import State
from entremise.imports.holding import ask, held, key_of, tell
from entremise.imports.models import ColumnMapping, Import
from entremise.imports.sheets import Opened, TableFile, open_table
from entremise.imports.tasks import analyse
from entremise.structures.actor import Actor
from entremise.vault.keys import new_keys
from entremise.vault.sealing import Key

SAMPLES = 3


@transaction.atomic
def receive_table(*, file: TableFile, importer: Importer, by: Actor) -> Import:
    """Keep a table, sealed, and link the columns that can be. Raises Refusal when it has no row
    that can be read: nothing is kept then."""
    opened = open_table(file.content, file.kind)
    imported = Import(
        structure_id=by.structure, importer=importer.key, by_id=by.member, kind=file.kind
    )
    key = new_keys(imported.structure_id, 1)[0]
    imported.keep(file, key)
    _show(imported, opened, key)
    imported.save(force_insert=True)
    tell(imported, "import.received", by, rows=len(opened.rows))
    return imported


@transaction.atomic
def turn_to_sheet(*, imported: Import, sheet: int, by: Actor) -> None:
    """Read another sheet of the workbook."""
    row = held(imported)
    _require_open(row)
    key = key_of(row)
    if sheet not in range(len(row.plain(key, "head")["sheets"])):
        raise Refusal("Ce classeur n'a pas cette feuille.", code="no_sheet", field="sheet")
    opened = open_table(row.content(key) or b"", row.kind, sheet)  # type: ignore[arg-type]
    row.sheet = sheet
    _show(row, opened, key)
    row.rows.all().delete()
    row.state = State.RECEIVED
    row.save()
    tell(row, "import.mapped", by, sheet=sheet)


@transaction.atomic
def link_columns(*, imported: Import, mapping: Mapping[str, int], by: Actor) -> None:
    """Say which column holds which field, remember it, and have the rows analysed.

    Raises Refusal when a required field has no column, or two fields the same one.
    """
    row = held(imported)
    _require_open(row)
    if lacking := missing(row.described, mapping):
        fields = row.described.fields
        raise Refusal(
            f"Reliez une colonne à « {lacking[0]} » : sans elle, rien ne peut être importé.",
            code="unlinked",
            field=next(field.name for field in fields if field.label == lacking[0]),
        )
    if len(set(mapping.values())) < len(mapping):
        raise Refusal("Deux champs ne peuvent pas venir de la même colonne.", code="linked_twice")
    row.mapping = dict(mapping)
    ColumnMapping.objects.update_or_create(
        structure_id=row.structure_id,
        importer=row.importer,
        fingerprint=row.plain(key_of(row), "head")["fingerprint"],
        defaults={"columns": row.mapping, "updated_at": clock.now()},
    )
    row.rows.all().delete()
    stamp = ask(row, State.ANALYSING, by)
    tell(row, "import.mapped", by, columns=len(mapping))
    transaction.on_commit(partial(analyse.enqueue, str(row.pk), stamp))


def _show(imported: Import, opened: Opened, key: Key) -> None:
    """What the page of columns shows, and the columns linked so far."""
    samples = [cells for _, cells in opened.rows[:SAMPLES]]
    head = {
        "sheets": opened.sheets,
        "header": opened.header,
        "samples": samples,
        "fingerprint": opened.fingerprint,
    }
    imported.seal_plain(key, head=head)
    imported.total = len(opened.rows)
    imported.mapping = columns_of(
        imported.structure_id, imported.described, opened.fingerprint, opened.header
    )


def _require_open(imported: Import) -> None:
    if not imported.is_open:
        raise Refusal(
            "Cet import est déjà confirmé : ses colonnes ne changent plus.", code="closed"
        )
