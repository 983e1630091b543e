"""What every HTML answer must be, whatever the page: read once, and complained of all at once."""

from html.parser import HTMLParser

LEFTOVERS = ("{{", "}}", "{%", "%}", "{#")
UNLABELLED_KINDS = {"hidden", "submit", "button", "image", "reset"}
Attributes = dict[str, str]


class Reader(HTMLParser):
    """Collects what the rules look at: identifiers, headings, fields, labels, inline code."""

    def __init__(self) -> None:
        super().__init__()
        self.is_document = False
        self.headings = 0
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[tuple[str, Attributes, bool]] = []
        self.inline: list[str] = []
        self.texts: list[str] = []
        self._open_labels = 0
        self._raw = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.is_document |= tag == "html"
        self.headings += tag == "h1"
        self._open_labels += tag == "label"
        self._raw = tag in {"script", "style", "template"}
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "label" and "for" in attributes:
            self.labelled.add(attributes["for"])
        if tag in {"input", "select", "textarea"}:
            self.fields.append((tag, attributes, self._open_labels > 0))
        self._look_for_inline_code(tag, attributes)
        self.texts += attributes.values()

    def handle_endtag(self, tag: str) -> None:
        self._open_labels -= tag == "label"
        self._raw = False

    def handle_data(self, data: str) -> None:
        if not self._raw:
            self.texts.append(data)

    def _look_for_inline_code(self, tag: str, attributes: Attributes) -> None:
        if tag == "style":
            self.inline.append("<style>")
        is_data = attributes.get("type") == "application/json"
        if tag == "script" and "src" not in attributes and not is_data:
            self.inline.append("<script> sans src")
        for name, value in attributes.items():
            if name == "style" or name.startswith("on"):
                self.inline.append(f"<{tag} {name}={value!r}>")
            if value.strip().lower().startswith("javascript:"):
                self.inline.append(f"<{tag} {name}={value!r}>")


def _is_named(attributes: Attributes, labelled: set[str]) -> bool:
    return (
        attributes.get("id") in labelled
        or bool(attributes.get("aria-label"))
        or bool(attributes.get("aria-labelledby"))
    )


def faults(html: str) -> list[str]:
    """What is wrong with this page or fragment, in French; empty when nothing is."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    found = [f"code en ligne, que la CSP refuse : {what}" for what in reader.inline]
    if reader.is_document and reader.headings != 1:
        found.append(f"{reader.headings} titres h1 au lieu d'un")
    found += [f"identifiant en double : {name}" for name in _repeated(reader.ids)]
    for tag, attributes, inside_label in reader.fields:
        if tag == "input" and attributes.get("type") in UNLABELLED_KINDS:
            continue
        if not inside_label and not _is_named(attributes, reader.labelled):
            found.append(f"champ sans étiquette : <{tag} name={attributes.get('name')!r}>")
    found += [
        f"reste de gabarit : {text.strip()[:60]}"
        for text in reader.texts
        if any(mark in text for mark in LEFTOVERS)
    ]
    return found


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
