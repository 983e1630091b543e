"""Finds somebody again in a structure, by fingerprints: the words themselves are sealed."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from entremise.territories.names import words as words_of_name
from entremise.vault.keys import trace_key
from entremise.vault.rows import trace

from .models import Case, Party, Referral, Trace

# What is compared, and how much it tells when it is the same.
WEIGHTS = {"phone": 3, "email": 3, "name": 2, "address": 1}
LABELS = {
    "phone": "même téléphone",
    "email": "même courriel",
    "name": "même nom",
    "address": "même adresse",
}
# One word of a name is enough to search by, not to call two people alike.
WORD, SHORTEST = "word", 3
SHOWN = 20
_TITLES = {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle"}


def comparable(kind: str, value: str) -> str:
    """A value without what does not count: case, accents, signs, order of the words of a name."""
    if kind == "phone":
        digits = re.sub(r"\D", "", value)
        return re.sub(r"^(0033|33)(?=\d{9}$)", "0", digits)
    if kind == "email":
        return value.strip().casefold()
    return " ".join(sorted(_names(value)) if kind == "name" else words_of_name(value))


def fingerprints(structure_id: int, words: Mapping[str, str]) -> set[tuple[str, str]]:
    """(kind, fingerprint) for what is told of somebody, and for each word of their name."""
    told = compared(words)
    key = trace_key(structure_id) if told else None
    return {(kind, trace(key, kind, value)) for kind, value in told} if key else set()


def compared(words: Mapping[str, str]) -> set[tuple[str, str]]:
    """(kind, value) for each thing that a fingerprint is made of."""
    told = {(kind, comparable(kind, words.get(kind, ""))) for kind in WEIGHTS}
    told |= {(WORD, word) for word in _names(words.get("name", "")) if len(word) >= SHORTEST}
    return {(kind, value) for kind, value in told if value}


def _names(value: str) -> list[str]:
    return [word for word in words_of_name(value) if word not in _TITLES]


def leave(owner: Referral | Party, structure_id: int, words: Mapping[str, str]) -> None:
    """Write the fingerprints of a referral's applicant or of a party, in place of former ones."""
    link = {"referral": owner} if isinstance(owner, Referral) else {"party": owner}
    Trace.objects.filter(**link).delete()
    found = fingerprints(structure_id, words)
    Trace.objects.bulk_create(
        Trace(structure_id=structure_id, kind=kind, fingerprint=mark, **link)
        for kind, mark in sorted(found)
    )


@dataclass(frozen=True)
class Likeness:
    """A case or a referral that may be about the same people, and why."""

    case: Case | None
    referral: Referral | None
    reasons: list[str]


def likenesses(referral: Referral) -> list[Likeness]:
    """Other referrals and cases of the same dispositif that share a fingerprint, the likeliest
    first, SHOWN at most. What belongs to the same case is told once.

    Four queries, whatever is found: an agency that refers every week shares its telephone with all
    it has ever referred.
    """
    marks = {mark.fingerprint for mark in referral.traces.all() if mark.kind != WORD}
    team = referral.dispositif_id
    rows = Trace.objects.filter(structure_id=referral.structure_id, fingerprint__in=marks)
    rows = rows.exclude(kind=WORD).exclude(referral=referral)
    rows = rows.filter(Q(party__case__dispositif=team) | Q(referral__dispositif=team))
    kinds: dict[tuple[UUID | None, UUID | None], set[str]] = {}
    for kind, of_party, alone, of_referral in rows.values_list(
        "kind", "party__case_id", "referral_id", "referral__case_id"
    ):
        case_id = of_party or of_referral
        kinds.setdefault((case_id, None if case_id else alone), set()).add(kind)
    found = sorted(kinds, key=lambda key: -sum(WEIGHTS[kind] for kind in kinds[key]))[:SHOWN]
    cases = Case.objects.in_bulk([case_id for case_id, _ in found if case_id])
    referrals = Referral.objects.in_bulk([alone for _, alone in found if alone])
    return [
        Likeness(
            cases.get(case_id) if case_id else None,
            referrals.get(alone) if alone else None,
            [label for kind, label in LABELS.items() if kind in kinds[case_id, alone]],
        )
        for case_id, alone in found
    ]


def cases_about(structure_id: int, typed: str) -> list[UUID]:
    """The cases with a party called so, reached so or living there, the likeliest first."""
    marks = [mark for _, mark in fingerprints(structure_id, dict.fromkeys(WEIGHTS, typed))]
    rows = Trace.objects.filter(structure_id=structure_id, fingerprint__in=marks)
    weights: Counter[UUID] = Counter()
    for case_id, kind in rows.filter(party__isnull=False).values_list("party__case_id", "kind"):
        weights[case_id] += WEIGHTS.get(kind, 1)
    return [case_id for case_id, _ in weights.most_common()]
