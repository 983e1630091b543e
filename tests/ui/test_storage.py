"""In production every file a page loads has a name that changes with its content."""

import re
from pathlib import Path

from django.core.management import call_command
from pytest_django import Settings


def test_every_reference_between_static_files_is_hashed(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "entremise.ui.storage.HashedFiles"}
    }
    foreign = ["ninja", "django_htmx"]  # compressing them takes a minute
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=foreign)
    assert not [*tmp_path.rglob("*.test.*"), *tmp_path.rglob("histories")]
    (page,) = (tmp_path / "ui").glob("page.*.js")
    imports = re.findall(r'from "\./([^"]+)"', page.read_text())
    assert imports
    assert all(re.fullmatch(r"[\w-]+\.[0-9a-f]{12}\.js", name) for name in imports)
    (carnet,) = (tmp_path / "carnet").glob("app.*.js")
    modules = re.findall(r'from "([^"]+)"', carnet.read_text())
    assert modules
    assert all((carnet.parent / name).resolve().exists() for name in modules)
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", name) for name in modules)
    (sheet,) = (tmp_path / "ui").glob("type.*.css")
    fonts = re.findall(r'url\("([^"]+)"\)', sheet.read_text())
    assert len(fonts) == 3
    assert all((sheet.parent / font).resolve().exists() for font in fonts)
    assert all(re.search(r"\.[0-9a-f]{12}\.woff2$", font) for font in fonts)
