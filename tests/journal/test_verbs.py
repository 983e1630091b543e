"""Every verb the code writes has a phrase, and no phrase is left of a verb that is gone."""

import ast
from collections.abc import Iterator

from entremise.journal.verbs import field_names, phrase, phrases, subject_kind
from tests.architecture.sources import modules, tree

# Of the demonstration: written for no structure, it is on nobody's page.
UNSPOKEN = {"demo.loaded"}


def _verbs(node: ast.AST) -> Iterator[str]:
    """The codes given as `verb=…`, in a call or an assignment."""
    for found in ast.walk(node):
        if _names_a_verb(found):
            for part in ast.walk(found):
                if isinstance(part, ast.Constant) and "." in str(part.value):
                    yield part.value


def _names_a_verb(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg == "verb"
    return isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "verb"


def _written() -> set[str]:
    return {verb for path in modules() for verb in _verbs(tree(path))} - UNSPOKEN


def test_each_verb_has_a_phrase() -> None:
    assert len(_written()) > 30
    assert sorted(_written() - phrases().keys()) == []


def test_each_phrase_has_a_verb() -> None:
    text = "\n".join(path.read_text() for path in modules() if path.name != "apps.py")
    assert [verb for verb in phrases() if f'"{verb}"' not in text] == []


def test_what_is_gone_breaks_nothing() -> None:
    assert phrase("ancien.verbe") == "ancien.verbe"
    assert subject_kind("ancienne.chose") == "ancienne.chose"
    assert subject_kind("structures.fundingline") == "ligne de financement"
    assert field_names("structures.fundingline", ["ends_on", "disparu"]) == ["fin"]
    assert field_names("ancienne.chose", ["nom"]) == []
    assert field_names("structures.partner", ["organisation_id"]) == ["organisme au registre"]
