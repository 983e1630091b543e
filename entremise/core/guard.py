"""The guard of free text: it warns when a note seems to name or expose a person, and never blocks.

The words of a note are read here and nowhere else; they never reach facts, figures or the journal.
"""

import re

_NAME_START = "A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ"

_SIGNS = (
    (
        re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
        "La note semble contenir une adresse électronique.",
    ),
    (
        re.compile(r"(?<!\d)(?:\+33|0)[ .-]?[1-9](?:[ .-]?\d{2}){4}(?!\d)"),
        "La note semble contenir un numéro de téléphone.",
    ),
    (
        # NIR: sex, year, month, département (2A and 2B included), commune, order, optional key.
        re.compile(
            r"(?<!\d)[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])"
            r"[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?(?!\d)"
        ),
        "La note semble contenir un numéro de sécurité sociale.",
    ),
    (
        re.compile(rf"\b(?:M\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+[{_NAME_START}][\w'-]+"),
        "La note semble nommer une personne.",
    ),
    (
        re.compile(
            r"\b(?:schizophr\w+|bipolaire\w*|psychiatr\w+|séropositi\w+|vih|cancer\w*|dépressi\w+|"
            r"diab[ée]t\w+|épilep\w+|autis\w+|suicid\w+|"
            r"alcooli\w+|toxicoman\w+|héroïn\w+|cocaïn\w+|handicap\w*|enceinte|hospitalis\w+|"
            r"sous traitement)\b",
            re.I,
        ),
        "La note semble parler de la santé d'une personne.",
    ),
)


def warnings(text: str) -> list[str]:
    """What a reader should think about before keeping this text; empty when nothing shows."""
    return [sentence for pattern, sentence in _SIGNS if pattern.search(text)]
