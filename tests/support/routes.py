"""Every address of the platform, discovered from the URL map: nothing is listed by hand."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation, PathView

from entremise.structures.actor import VISITOR

# What a text in an address may be, by its name: it cannot be guessed from its converter.
WORDS: dict[str, tuple[str, ...]] = {
    "uidb36": ("1", "2"),
    "key": ("set-password",),
    "code": ("activities", "inconnu"),  # of an indicator
    "kind": ("proposal", "inconnue"),  # of letter
    "commune": ("59350", "99999"),
    "qpv": ("QN05901M", "QN00000M"),
    "kept": ("1", "999999"),
    "gone": ("2", "999998"),
    "first": ("1", "999999"),
    "second": ("2", "999998"),
    "importer": ("structures", "inconnu"),
    "number": ("1", "999999"),  # of a service of the public site
    "slug": ("service",),
    "shape": ("csv", "xlsx"),
    "name": ("structures", "inconnu"),  # of a dataset
}

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """An address with its holes (`activites/<uuid:pk>/`), what fills them, and what answers."""

    path: str
    name: str
    view: Callable[..., Any]
    converters: dict[str, str]

    @property
    def operations(self) -> list[Operation]:
        """The API operations at this address; none for a page."""
        if not inspect.isfunction(self.view):
            return []
        path_view = inspect.getclosurevars(self.view).nonlocals.get("self")
        return list(path_view.operations) if isinstance(path_view, PathView) else []

    @property
    def model(self) -> type[Model] | None:
        """The model of the object a page or command is about."""
        visible = getattr(self.view, "visible", None)
        return visible(VISITOR).model if visible else None

    def urls(self, objects: Iterable[Model]) -> list[str]:
        """The address filled with the identifiers of these objects, in every way that fits."""
        objects = list(objects)
        choices = [self._values(name, objects) for name in self.converters]
        urls = []
        for values in product(*choices):
            filled = dict(zip(self.converters, values, strict=True))
            urls.append("/" + _PARAMETER.sub(lambda hole, f=filled: f[hole[1]], self.path))
        return urls

    def _values(self, name: str, objects: list[Model]) -> list[str]:
        if name in WORDS:
            return list(WORDS[name])
        model = self.model if name == "pk" else None
        fit = [thing for thing in objects if self._fits(thing, name, model)]
        # « alert » is an Alert, « photo » an AlertPhoto, when there is one.
        named = [thing for thing in fit if type(thing).__name__.lower().endswith(name)]
        keys = {str(thing.pk) for thing in named or fit}
        assert keys, (
            f"/{self.path} : il n'y a rien à mettre dans « {name} ». Ajoutez un objet aux"
            " belongings de l'application, ou un mot à WORDS (tests/support/routes.py)."
        )
        return sorted(keys)

    def _fits(self, thing: Model, name: str, model: type[Model] | None) -> bool:
        """Of the model when the view says which, else with a key of the converter's kind."""
        if model:
            return type(thing) is model
        return type(thing.pk).__name__.lower() == self.converters[name]


def all_routes() -> list[Route]:
    """Every route of the URL map."""
    return list(_walk(get_resolver().url_patterns, "", {}))


def _walk(
    patterns: Iterable[URLPattern | URLResolver], prefix: str, converters: dict[str, str]
) -> Iterator[Route]:
    for entry in patterns:
        path = prefix + str(entry.pattern).removeprefix("^").removesuffix("$")
        known = {**converters, **_converters(entry)}
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, path, known)
        else:
            yield Route(path, entry.name or "", entry.callback, known)


def _converters(entry: URLPattern | URLResolver) -> dict[str, str]:
    return {
        name: type(converter)
        .__name__.removesuffix("Converter")
        .lower()
        .replace("string", "str")
        .replace("uuidstr", "uuid")
        for name, converter in entry.pattern.converters.items()
    }
