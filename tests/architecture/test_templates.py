"""No template that nothing shows, no tag that nothing needs."""

import re
from importlib.util import find_spec
from pathlib import Path

from tests.architecture.sources import PACKAGE, modules, templates

# Django and allauth ask for these by name.
ASKED_BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}


def _replaces_another(name: str) -> bool:
    """Whether it stands in for a template of a package."""
    for package in ("allauth", "django.forms", "django.contrib.admin"):
        spec = find_spec(package)
        folder = Path(next(iter(spec.submodule_search_locations))) if spec else None
        if folder and ((folder / "templates" / name).exists() or name.startswith("django/forms/")):
            return True
    return False


def test_every_template_is_used() -> None:
    texts = [path.read_text() for path in (*modules(), *templates().values())]
    mentioned = set(re.findall(r"[\w./-]+\.(?:html|txt|typ|xml)", "\n".join(texts)))
    unused = [
        name
        for name in templates()
        if name not in mentioned | ASKED_BY_NAME and not _replaces_another(name)
    ]
    assert unused == [], f"gabarits sans emploi dans {PACKAGE.name}/"
