"""One glossary: the French word of each model, lower-case, next to its name in the code."""

import re

from tests.architecture.sources import ROOT, models

ROW = re.compile(r"^\|\s*([^|]+?)\s*\|\s*`(\w+)`\s*\|", re.MULTILINE)
ACRONYMS = {"QPV", "EPCI", "DLA", "CITER"}


def _glossary() -> set[tuple[str, str]]:
    return set(ROW.findall((ROOT / "docs" / "glossary.md").read_text()))


def test_each_model_is_in_the_glossary() -> None:
    said = {(str(model._meta.verbose_name), model.__name__) for model in models()}
    assert sorted(said - _glossary()) == []


def test_the_glossary_speaks_of_nothing_gone() -> None:
    existing = {model.__name__ for model in models()}
    text = (ROOT / "docs" / "glossary.md").read_text().split("## ")[1]
    assert sorted({code for _, code in ROW.findall(text)} - existing) == []


def test_verbose_names_are_lower_case() -> None:
    names = [
        str(f.verbose_name) for m in models() for f in m._meta.local_fields if not f.primary_key
    ]
    names += [str(model._meta.verbose_name) for model in models()]
    starts = {name.split()[0].strip("'") for name in names}
    assert [word for word in sorted(starts) if word[0].isupper() and not word.isupper()] == []
