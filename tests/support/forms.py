"""Reads the forms of a page, so that a test may send them as a browser would, or as an intruder."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

FILLERS = {"number": "1", "date": "2026-01-05", "time": "18:00", "checkbox": "on", "radio": ""}
SILENT = {"submit", "button", "image", "reset", "file"}


@dataclass
class FoundForm:
    """A form: where it goes, how, and what it would send once every empty field is filled."""

    action: str
    method: str
    data: dict[str, list[str]] = field(default_factory=dict)


class _FormReader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[FoundForm] = []
        self._form: FoundForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urlsplit(urljoin(self.page, given.get("action") or self.page)).path
            self._form = FoundForm(action, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and tag in {"input", "textarea", "select", "option"}:
            self._keep(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""

    def _keep(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        data, name, kind = self._form.data, given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option":
            if given.get("value") and (self._select not in data or "selected" in given):
                data[self._select] = [given["value"]]
        elif name and kind in {"radio", "checkbox"}:
            if name not in data or "checked" in given:
                data[name] = [given.get("value", "on")]
        elif name and kind not in SILENT:
            data[name] = [given.get("value") or FILLERS.get(kind, "essai")]


def forms_of(html: str, page: str) -> list[FoundForm]:
    """The forms of the page at that address."""
    reader = _FormReader(page)
    reader.feed(html)
    return reader.forms


class _ShownReader(HTMLParser):
    """What each field of a page holds."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.data.setdefault(self._select, []).append(given.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            self.data[name] = [""]
        elif tag == "input" and name and kind in {"radio", "checkbox"}:
            if "checked" in given:
                self.data.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "input" and name and kind not in SILENT:
            self.data.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.data[self._textarea][0] += data


def as_shown(html: str) -> dict[str, list[str]]:
    """What a browser would send of the forms of a page, were nothing changed on it."""
    reader = _ShownReader()
    reader.feed(html.partition("<main")[2])
    return reader.data
