"""What makes the journal tamper-evident: each line bears a seal made of its content and of the
seal before it.

There is one chain for each structure, and one (0) for what belongs to none, so that structures do
not wait for each other. A seal is an HMAC-SHA256 under a key that the database does not hold:
whoever can write in the database can neither change a line nor forge one. What they could do is
take the last lines away and put the head back; the marks noted down outside the database by each
verification (`verify`) show it.
"""

import hmac
import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from hashlib import sha256
from itertools import groupby

from entremise.core.keys import keys_for

from .models import JournalHead, JournalLine

PURPOSE = "journal"
# The chain of what belongs to no structure.
PLATFORM = 0


def chained(lines: Iterable[JournalLine]) -> list[JournalLine]:
    """The same unsaved lines, each at its place with its seal; the heads move with them.

    Must share the transaction that saves them: the head of a chain is held until its end. Chains
    are taken in the order of their numbers, lest two batches hold one each and wait for ever.
    """
    key = keys_for(PURPOSE)[0]
    ordered = sorted(lines, key=_chain_of)
    for chain, own in groupby(ordered, key=_chain_of):
        head, _ = JournalHead.objects.select_for_update().get_or_create(chain=chain)
        for line in own:
            head.place += 1
            line.chain, line.place = chain, head.place
            line.seal = head.seal = seal_of(line, head.seal, key)
        head.save(update_fields=["place", "seal"])
    return ordered


def seal_of(line: JournalLine, before: str, key: bytes) -> str:
    """The seal of a line that follows another, in hexadecimal."""
    told = [
        before,
        line.chain,
        line.place,
        line.at.astimezone(UTC).isoformat(),
        line.user_id,
        line.structure_id,
        line.verb,
        line.subject_type,
        line.subject_id,
        line.changes,
    ]
    said = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key, said.encode(), sha256).hexdigest()


def is_sealed(line: JournalLine, before: str, keys: Sequence[bytes]) -> bool:
    """Whether its seal is the one that a key gives it."""
    return any(hmac.compare_digest(seal_of(line, before, key), line.seal) for key in keys)


def _chain_of(line: JournalLine) -> int:
    return line.structure_id or PLATFORM
