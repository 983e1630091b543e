"""A few statements of RDF, and how they are written as JSON-LD and as Turtle.

Only what a catalogue needs: addresses, words with a language, values with a type.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "gsp": "http://www.opengis.net/ont/geosparql#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TYPE = "rdf:type"


@dataclass(frozen=True)
class Iri:
    """A thing named by an address, whole or after a prefix (« dct:title »)."""

    name: str


@dataclass(frozen=True)
class Text:
    """Words in French, or a value of some type."""

    text: str
    kind: str = ""


Thing = Iri | Text


class Statement(NamedTuple):
    """A subject, which is always an address, a predicate after a prefix, and what is said."""

    subject: str
    predicate: str
    said: Thing


def json_ld(statements: Iterable[Statement]) -> str:
    """The statements as one JSON-LD document."""
    graph = []
    for subject, said in _by_subject(statements).items():
        node: dict[str, Any] = {"@id": subject}
        for predicate, thing in said:
            if predicate == TYPE:
                node.setdefault("@type", []).append(_name(thing))
            else:
                node.setdefault(predicate, []).append(_value(thing))
        graph.append(node)
    return json.dumps({"@context": PREFIXES, "@graph": graph}, ensure_ascii=False, indent=2)


def turtle(statements: Iterable[Statement]) -> str:
    """The statements in Turtle."""
    lines = [f"@prefix {prefix}: <{address}> ." for prefix, address in PREFIXES.items()]
    for subject, said in _by_subject(statements).items():
        rest = " ;\n    ".join(f"{predicate} {_written(thing)}" for predicate, thing in said)
        lines.append(f"\n<{subject}>\n    {rest} .")
    return "\n".join(lines) + "\n"


def _by_subject(statements: Iterable[Statement]) -> dict[str, list[tuple[str, Thing]]]:
    found: dict[str, list[tuple[str, Thing]]] = {}
    for statement in statements:
        found.setdefault(statement.subject, []).append((statement.predicate, statement.said))
    return found


def _name(thing: Thing) -> str:
    return thing.name if isinstance(thing, Iri) else thing.text


def _value(thing: Thing) -> dict[str, str]:
    if isinstance(thing, Iri):
        return {"@id": thing.name}
    return {"@value": thing.text} | ({"@type": thing.kind} if thing.kind else {"@language": "fr"})


def _written(thing: Thing) -> str:
    if isinstance(thing, Iri):
        return thing.name if thing.name.partition(":")[0] in PREFIXES else f"<{thing.name}>"
    # JSON escapes a string as Turtle does.
    words = json.dumps(thing.text, ensure_ascii=False)
    return f"{words}^^{thing.kind}" if thing.kind else f"{words}@fr"


def about(subject: str, kind: str, **said: Any) -> Iterator[Statement]:
    """What is said of a subject of a kind; names like `dct_title`, values alone or in a list.

    A plain string is words in French; nothing is said of what is None or empty.
    """
    yield Statement(subject, TYPE, Iri(kind))
    for name, values in said.items():
        predicate = name.replace("_", ":", 1)
        for value in values if isinstance(values, list | tuple) else [values]:
            if value:
                yield Statement(
                    subject, predicate, Text(value) if isinstance(value, str) else value
                )
