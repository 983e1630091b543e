"""The words that look like another one, for whoever mistyped it."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

# One letter in five may be wrong, missing or too many.
ALIKE = 0.8
CANDIDATES = 40

_SIGNS = re.compile(r"[^a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def folded(text: str) -> str:
    """« Bailleur  Social. » → bailleursocial: what is compared, without case, accents or signs."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    return _SIGNS.sub("", plain)


def likeness(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same). Stops early when it cannot reach ALIKE."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < ALIKE:
        return 0.0
    return matcher.ratio()


class Nearest:
    """A vocabulary in which a mistyped word finds the right one.

    Words that share the most groups of three letters are compared letter by letter: among the
    35,000 communes, that takes milliseconds where comparing with all of them takes 130.
    """

    def __init__(self, words: Iterable[str]):
        self.words = list(words)
        self.keys = [folded(word) for word in self.words]
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, key in enumerate(self.keys):
            for group in _groups(key):
                self._places[group].append(place)

    def to(self, word: str, count: int = 3) -> tuple[str, ...]:
        """The nearest words, the best first; none when nothing looks like it."""
        key = folded(word)
        shared = Counter(place for group in _groups(key) for place in self._places.get(group, ()))
        near = [(likeness(key, self.keys[place]), place) for place, _ in
                shared.most_common(CANDIDATES)]  # fmt: skip
        best = sorted((pair for pair in near if pair[0] >= ALIKE), key=lambda p: (-p[0], p[1]))
        return tuple(dict.fromkeys(self.words[place] for _, place in best))[:count]


def _groups(key: str) -> set[str]:
    framed = f"^{key}$"
    return {framed[at : at + 3] for at in range(len(framed) - 2)}
