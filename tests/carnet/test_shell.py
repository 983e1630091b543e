"""What a browser installs holds no data, says its version, and names files that exist."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from entremise.carnet import files
from tests.support.cast import Cast
from tests.support.client import PageClient, client_of

pytestmark = pytest.mark.django_db


def _told(client: PageClient) -> dict:
    text = client.get("/carnet/sw.js").content.decode()
    told: dict = json.loads(re.search(r"^self\.CARNET = (.*?);$", text, re.S | re.M)[1])
    return told


def test_the_shell_is_the_same_for_everybody(cast: Cast, client: PageClient) -> None:
    page = client.get("/carnet/").content
    assert client_of(cast.mediator).get("/carnet/").content == page
    assert client_of(cast.admin).get("/carnet/").content == page
    config = json.loads(re.search(r'id="carnet-config"[^>]*>(.*?)</script>', page.decode())[1])
    assert config["version"] == files.edition().version
    assert (config["api"], config["register"]) == ("/api/v1/", "/carnet/appareil/")
    assert config["signIn"] == "/connexion/?next=/carnet/"
    assert "<noscript>" in page.decode()


def test_nothing_inline_may_run(client: PageClient) -> None:
    policy = client.get("/carnet/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_worker_is_told_what_to_keep(client: PageClient) -> None:
    response = client.get("/carnet/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Service-Worker-Allowed"] == "/carnet/"
    assert response["Cache-Control"] == "no-cache"
    told = _told(client)
    assert told["version"] == files.edition().version
    kept = [name.removeprefix("/static/") for name in told["files"] if "/static/" in name]
    assert {"ui/tokens.css", "vendor/idb.js", "vendor/lit-html.js", "carnet/carnet.css"} <= {*kept}
    assert [name for name in kept if finders.find(name) is None] == []
    assert [name for name in kept if ".test." in name or "histories" in name] == []
    assert "carnet/sw.js" not in kept


def test_the_manifest_is_installable(client: PageClient) -> None:
    response = client.get("/carnet/manifest.webmanifest")
    assert response["Content-Type"].startswith("application/manifest+json")
    manifest = response.json()
    assert manifest["start_url"] == manifest["scope"] == "/carnet/"
    assert manifest["display"] == "standalone"
    icons = [icon["src"].removeprefix("/static/") for icon in manifest["icons"]]
    assert [name for name in icons if finders.find(name) is None] == []
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}


def test_the_version_changes_with_a_file_and_with_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = files.edition()
    assert files.edition() == before
    changed = tmp_path / "tokens.css"
    changed.write_text("changed")
    found = files._found
    monkeypatch.setattr(
        files, "_found", lambda name: changed if name == "ui/tokens.css" else found(name)
    )
    after = files.edition()
    assert after.version != before.version
    assert after.addresses == before.addresses


@pytest.mark.parametrize(
    "name", ["carnet/guard.test.js", "carnet/histories/run.js", "carnet/README.md"]
)
def test_what_only_tests_need_is_not_served(name: str) -> None:
    assert finders.find(f"carnet/{name}") is None
