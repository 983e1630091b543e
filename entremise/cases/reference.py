"""The reference lists of cases. Subjects are those of the field."""

from entremise.core.reference import Code, CodeList, load

CONFLICT = "conflict"


def motives() -> CodeList:
    """Why a referral is not taken up."""
    return load("exclusion_motives")


def third_parties() -> CodeList:
    """Whom a referral may be redirected to, branches included."""
    return load("third_parties")


def outcomes() -> CodeList:
    """What came of a case."""
    return load("case_outcomes")


def topics() -> CodeList:
    """What a dispute may be about: the subjects of the register of conflicts."""
    known = load("topics")
    kept = [code for code in known.codes if CONFLICT in code.extra.get("registers", ())]
    return CodeList(known.title, known.source, tuple(kept))


def third_party_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The tree of third parties, for a form field."""
    return [
        (branch.label, [(leaf.code, leaf.label) for leaf in _leaves(branch)])
        for branch in third_parties().codes
        if "under" not in branch.extra
    ]


def is_third_party(code: str) -> bool:
    """Whether it is a leaf of the tree."""
    known = third_parties()
    return code in known and "under" in known[code].extra


def _leaves(branch: Code) -> list[Code]:
    return [code for code in third_parties().codes if code.extra.get("under") == branch.code]
