"""Makes keys, opens them, changes what seals them, and destroys them.

A record of the field (a case, a person) has a key of its own; it is sealed under the key of its
structure, which is sealed under a master key of the installation. Destroying a key destroys what
it opened, wherever copies of that are. Changing the key of a structure, or the master key, seals
the keys below again and leaves the records as they are.
"""

from collections.abc import Collection, Iterable
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from entremise.core import clock
from entremise.core.keys import keys_for

from .models import DataKey, KeyKind, StructureKey
from .router import KEYS
from .sealing import Key, UnreadableError, new_secret

PURPOSE = "vault"
AT_ONCE = 1000


def new_keys(structure_id: int, count: int) -> list[Key]:
    """That many new keys for records of a structure.

    They are kept at once, whatever becomes of the transaction that asks for them: a key without a
    record opens nothing, a record without its key would be lost.
    """
    under, above = _structure_key(structure_id)
    made = [Key(uuid4(), new_secret()) for _ in range(count)]
    DataKey.objects.bulk_create(_row(key, KeyKind.RECORD, under, above) for key in made)
    return made


def open_keys(ids: Iterable[UUID]) -> dict[UUID, Key]:
    """The keys of these records, in one query; those that were destroyed are not there."""
    above: dict[UUID, Key] = {}
    opened = {}
    for row in DataKey.objects.filter(pk__in=set(ids)).select_related("under"):
        if row.under_id not in above:
            above[row.under_id] = _opened_by_master(row.under)
        opened[row.pk] = _opened(row, above[row.under_id])
    return opened


def trace_key(structure_id: int) -> Key:
    """The key of the fingerprints by which a structure finds a person again."""
    own = DataKey.objects.filter(kind=KeyKind.TRACE, structure_id=structure_id)
    if row := own.select_related("under").first():
        return _opened(row, _opened_by_master(row.under))
    under, above = _structure_key(structure_id)
    key = Key(uuid4(), new_secret())
    try:
        with transaction.atomic(using=KEYS):
            _row(key, KeyKind.TRACE, under, above).save(force_insert=True)
    except IntegrityError:  # somebody else has just made it
        return trace_key(structure_id)
    return key


def destroy_keys(ids: Collection[UUID]) -> int:
    """Destroy the keys of records: what they opened is lost, in backups as well. How many."""
    return DataKey.objects.filter(pk__in=ids, kind=KeyKind.RECORD).delete()[0]


def destroy_structure_keys(structure_id: int) -> None:
    """Destroy every key of a structure."""
    StructureKey.objects.filter(structure_id=structure_id).delete()


def renew_structure_key(structure_id: int) -> int:
    """Give a structure a new key, and seal under it the keys that were under the former ones.

    Records open meanwhile as before: each key says what it is sealed under. Can be interrupted and
    run again. Returns how many keys were sealed again.
    """
    under, above = _new_structure_key(structure_id)
    count = 0
    for former in StructureKey.objects.filter(structure_id=structure_id).exclude(pk=under.pk):
        opener = _opened_by_master(former)
        while rows := list(former.keys.all()[:AT_ONCE]):
            for row in rows:
                secret = _opened(row, opener).secret
                row.under, row.sealed = under, above.seal(secret, _place(row))
            DataKey.objects.bulk_update(rows, ["under", "sealed"])
            count += len(rows)
        _forget_if_empty(former)
    return count


def renew_master_key() -> int:
    """Seal the keys of structures under the newest master key; the former may then be forgotten.

    Returns how many were sealed again.
    """
    newest = _masters()[0]
    count = 0
    for row in StructureKey.objects.iterator(chunk_size=AT_ONCE):
        try:
            newest.open(bytes(row.sealed), _place(row))
        except UnreadableError:
            row.sealed = newest.seal(_opened_by_master(row).secret, _place(row))
            row.save(update_fields=["sealed"])
            count += 1
    return count


def _forget_if_empty(row: StructureKey) -> None:
    """One that has sealed something meanwhile stays, for the next time."""
    with transaction.atomic(using=KEYS):
        held = StructureKey.objects.select_for_update().get(pk=row.pk)
        if not held.keys.exists():
            held.delete()


def _structure_key(structure_id: int) -> tuple[StructureKey, Key]:
    """The newest key of a structure, made when it has none."""
    own = StructureKey.objects.filter(structure_id=structure_id)
    row = own.order_by("-created_at", "pk").first()
    return (row, _opened_by_master(row)) if row else _new_structure_key(structure_id)


def _new_structure_key(structure_id: int) -> tuple[StructureKey, Key]:
    key = Key(uuid4(), new_secret())
    row = StructureKey(id=key.id, structure_id=structure_id, created_at=clock.now())
    row.sealed = _masters()[0].seal(key.secret, _place(row))
    row.save(force_insert=True)
    return row, key


def _row(key: Key, kind: KeyKind, under: StructureKey, above: Key) -> DataKey:
    row = DataKey(
        id=key.id,
        kind=kind,
        structure_id=under.structure_id,
        under=under,
        created_at=clock.now(),
    )
    row.sealed = above.seal(key.secret, _place(row))
    return row


def _masters() -> list[Key]:
    return [Key(UUID(int=0), secret) for secret in keys_for(PURPOSE)]


def _opened(row: DataKey | StructureKey, above: Key) -> Key:
    return Key(row.pk, above.open(bytes(row.sealed), _place(row)))


def _opened_by_master(row: StructureKey) -> Key:
    """Raises UnreadableError when no master key of the installation is the one that sealed it."""
    for master in _masters():
        try:
            return _opened(row, master)
        except UnreadableError:
            continue
    raise UnreadableError(f"clé de la structure {row.structure_id}")


def _place(row: DataKey | StructureKey) -> str:
    kind = row.kind if isinstance(row, DataKey) else "structure"
    return f"vault:{kind}:{row.structure_id}:{row.pk}"
