"""Two edges between apps that import-linter cannot see: relations by name, and template tags."""

import re
from pathlib import Path

from tests.architecture.sources import app_of, may_know, models, named, ranks, templates
from tests.support.routes import all_routes

URL = re.compile(r"""{%-?\s*url\s+["']([\w:-]+)["']""")
TEMPLATE = re.compile(r"""{%-?\s*(?:include|extends)\s+["']([\w./#-]+)["']""")


def test_every_app_has_its_layer() -> None:
    assert {model._meta.app_label for model in models()} <= ranks().keys()


def test_a_model_points_downwards() -> None:
    found = [
        f"{model._meta.label}.{field.name} → {target._meta.label}"
        for model in models()
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if (target := field.related_model) in models()
        and not may_know(model._meta.app_label, target._meta.app_label)
    ]
    assert found == []


def _apps_of_urls() -> dict[str, str]:
    """The app whose view answers each URL name; other people's views are left out."""
    modules = {route.name: getattr(route.view, "__module__", "") for route in all_routes()}
    return {name: m.split(".")[1] for name, m in modules.items() if m.startswith("entremise.")}


def _targets(path: Path) -> list[str]:
    text = path.read_text()
    return URL.findall(text) + TEMPLATE.findall(text)


def test_a_template_links_and_includes_downwards() -> None:
    owners = _apps_of_urls() | {name: app_of(path) for name, path in templates().items()}
    found = [
        f"{named(path)} → {target}"
        for path in templates().values()
        for target in _targets(path)
        if target in owners and not may_know(app_of(path), owners[target])
    ]
    assert found == [], "un gabarit ne mène pas à une application du dessus"
