"""Reads the whole journal again, and says where it was tampered with."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from entremise.core import clock
from entremise.core.keys import keys_for
from entremise.core.typography import agree, figure

from .chain import PLATFORM, PURPOSE, is_sealed
from .models import JournalHead, JournalLine

AT_ONCE = 2000  # lines in memory


@dataclass(frozen=True)
class Tampering:
    """What is wrong in a chain, and where, in a sentence."""

    chain: int
    place: int
    sentence: str


@dataclass
class Verdict:
    """What a verification came to."""

    lines: int = 0
    faults: list[Tampering] = field(default_factory=list)
    heads: dict[int, tuple[int, str]] = field(default_factory=dict)


def verify() -> Verdict:
    """Every line of every chain, compared with its seal, the head and the marks noted before.

    A sound journal has its heads noted down in turn (`settings.JOURNAL_MARKS`), outside the
    database: lines that disappear from the end are seen against them.
    """
    verdict = Verdict()
    marks = _marks()
    chains = set(JournalLine.objects.order_by("chain").values_list("chain", flat=True).distinct())
    heads = {head.chain: head for head in JournalHead.objects.all()}
    for chain in sorted({*chains, *heads, *marks}):
        head, mark = heads.get(chain), marks.get(chain)
        own = JournalLine.objects.filter(chain=chain).order_by("place")
        if head:  # what is written meanwhile is for the next time
            own = own.filter(place__lte=head.place)
        lines = own.iterator(chunk_size=AT_ONCE)
        verdict.faults += _read(chain, lines, head, mark, verdict)
    if not verdict.faults:
        _note_down(verdict.heads)
    return verdict


def _read(
    chain: int,
    lines: Iterator[JournalLine],
    head: JournalHead | None,
    mark: tuple[int, str] | None,
    verdict: Verdict,
) -> Iterator[Tampering]:
    keys = keys_for(PURPOSE)
    place, seal = 0, ""
    for line in lines:
        verdict.lines += 1
        missing = line.place - place - 1
        if missing:
            yield Tampering(chain, line.place, _missing(missing, place))
        elif not is_sealed(line, seal, keys):
            yield Tampering(chain, line.place, "cette ligne a été modifiée, ajoutée ou déplacée.")
        place, seal = line.place, line.seal
        if mark and place == mark[0] and seal != mark[1]:
            yield Tampering(chain, place, "cette ligne n'est plus celle qui avait été relevée.")
    last = max(head.place if head else 0, mark[0] if mark else 0)
    if last > place:
        yield Tampering(chain, last, _missing(last - place, place))
    elif head is None or head.seal != seal:
        yield Tampering(
            chain, place, "la tête de la chaîne ne correspond plus à sa dernière ligne."
        )
    verdict.heads[chain] = (place, seal)


def _missing(count: int, after: int) -> str:
    lines = f"{figure(count)} {agree(count, 'ligne')}"
    return f"{lines} {agree(count, 'manque', 'manquent')} après le rang {figure(after)}."


def chain_name(chain: int) -> str:
    """« structure 12 », « plateforme »."""
    return "plateforme" if chain == PLATFORM else f"structure {chain}"


def _marks() -> dict[int, tuple[int, str]]:
    """The last place and seal noted down for each chain."""
    path = Path(settings.JOURNAL_MARKS)
    if not path.exists():
        return {}
    *_, last = path.read_text().splitlines() or ["{}"]
    heads = json.loads(last).get("heads", {})
    return {int(chain): (place, seal) for chain, (place, seal) in heads.items()}


def _note_down(heads: dict[int, tuple[int, str]]) -> None:
    path = Path(settings.JOURNAL_MARKS)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps({"at": clock.now().isoformat(), "heads": heads}) + "\n")
