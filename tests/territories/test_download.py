"""A download is kept only when it is whole and what it should be."""

import hashlib
import io
import json
import socket
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from entremise.core.errors import Refusal
from entremise.territories.download import download
from entremise.territories.pack import GeoFile
from tests.territories.samples import geofile, geojson, square

CONTENT = geojson({"59350": square(3, 50), "59299": square(3.1, 50)}).encode()
FILE = geofile("sous/communes.geojson", "contours", name="Contours d'essai", least=2)
OLD = b"what was there before"


class Answers(BaseHTTPRequestHandler):
    """/whole, /short (announces more than it sends), /page, and 404 for the rest."""

    def do_GET(self) -> None:
        content, announced = CONTENT, len(CONTENT)
        if self.path == "/short":
            announced += 1000
        elif self.path == "/page":
            content = b"<!DOCTYPE html><html><body>Connectez-vous</body></html>"
            announced = len(content)
        elif self.path != "/whole":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(announced))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Silence."""


@contextmanager
def serving() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def at(path: Path, **changes: Any) -> GeoFile:
    """The file, to be fetched from a local one."""
    return replace(FILE, address=path.as_uri(), **changes)


def put(folder: Path, content: bytes, name: str = "source") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a former download lies."""
    target = tmp_path / "geodata" / FILE.path
    target.parent.mkdir(parents=True)
    target.write_bytes(OLD)
    return tmp_path / "geodata"


def refused(file: GeoFile, folder: Path) -> str:
    """Why the download is refused; what was there has not changed, and nothing is left over."""
    with pytest.raises(Refusal) as caught:
        download(file, folder)
    assert (folder / FILE.path).read_bytes() == OLD
    assert [path.name for path in (folder / "sous").iterdir()] == ["communes.geojson"]
    return caught.value.message.replace("\u00a0", " ")


def test_a_file_is_fetched_and_put_in_place(folder: Path) -> None:
    with serving() as address:
        done = download(replace(FILE, address=f"{address}/whole"), folder)
    assert done.path.read_bytes() == CONTENT
    assert (done.features, done.size, done.compared) == (2, len(CONTENT), False)
    assert done.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert done.path.stat().st_mode & 0o777 == 0o644


def test_the_folder_is_made(tmp_path: Path) -> None:
    assert download(at(put(tmp_path, CONTENT)), tmp_path / "new").path.is_file()


def test_an_interrupted_download(folder: Path) -> None:
    with serving() as address:
        said = refused(replace(FILE, address=f"{address}/short"), folder)
    assert "s'est interrompu avant la fin" in said


def test_a_page_instead_of_the_file(folder: Path) -> None:
    with serving() as address:
        said = refused(replace(FILE, address=f"{address}/page"), folder)
    assert "une page web au lieu du fichier « Contours d’essai »" in said


def test_an_address_that_has_gone(folder: Path) -> None:
    with serving() as address:
        assert "il répond « 404" in refused(replace(FILE, address=f"{address}/gone"), folder)
    off = refused(replace(FILE, address=f"{address}/whole"), folder)
    assert "la connexion est refusée ou coupée" in off
    nowhere = refused(replace(FILE, address=(folder / "nothing").as_uri()), folder)
    assert "n’a pas donné le fichier : il n’est pas là" in nowhere


@pytest.mark.parametrize(
    ("error", "said"),
    [(socket.gaierror(-2, "Name or service not known"), "accès à Internet")]
    + [(TimeoutError(), "aucune réponse en 60 secondes")],
)
def test_a_machine_that_reaches_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def unreachable(*args: object, **kwargs: object) -> None:
        raise urllib.error.URLError(error)

    monkeypatch.setattr(urllib.request, "urlopen", unreachable)
    assert said in refused(replace(FILE, address="https://127.0.0.1/whole"), folder)


def test_a_failure_leaves_no_folder_behind(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        download(at(tmp_path / "missing"), tmp_path / "new")
    assert not (tmp_path / "new" / "sous").exists()


def test_an_address_that_is_not_to_be_fetched(folder: Path) -> None:
    assert "ftp://" in refused(replace(FILE, address="ftp://127.0.0.1/a"), folder)


def test_a_truncated_file(tmp_path: Path, folder: Path) -> None:
    said = refused(at(put(tmp_path, CONTENT[:-50])), folder)
    assert "« Contours d’essai » ne se lit pas : il est tronqué" in said


def test_a_file_of_something_else(tmp_path: Path, folder: Path) -> None:
    other = geojson({"A": square(0, 0)}).replace('"code"', '"insee"').encode()
    assert "n’est pas celui attendu" in refused(at(put(tmp_path, other), least=1), folder)


def test_a_file_with_too_little_in_it(tmp_path: Path, folder: Path) -> None:
    assert "n’a que 2 territoires, au lieu de 3 au moins" in refused(
        at(put(tmp_path, CONTENT), least=3), folder
    )


def test_another_fingerprint_than_expected(tmp_path: Path, folder: Path) -> None:
    right, wrong = hashlib.sha256(CONTENT).hexdigest(), "0" * 64
    assert "empreinte" in refused(at(put(tmp_path, CONTENT), sha256=wrong), folder)
    assert download(at(put(tmp_path, CONTENT), sha256=right), folder).compared


def metadata(folder: Path, value: str, filetype: str = "file") -> str:
    """What data.gouv.fr says of a resource."""
    resource = {"filetype": filetype, "checksum": {"type": "sha1", "value": value}}
    path = put(folder, json.dumps({"dataset_id": "x", "resource": resource}).encode(), "metadata")
    return path.as_uri()


def test_the_fingerprint_the_publisher_tells(tmp_path: Path, folder: Path) -> None:
    source = put(tmp_path, CONTENT)
    wrong = metadata(tmp_path, "0" * 40)
    assert "empreinte" in refused(at(source, metadata=wrong), folder)
    right = metadata(tmp_path, hashlib.sha1(CONTENT, usedforsecurity=False).hexdigest())
    assert download(at(source, metadata=right), folder).compared


def test_a_publisher_that_tells_nothing_sure(tmp_path: Path, folder: Path) -> None:
    source = put(tmp_path, CONTENT)
    elsewhere = metadata(tmp_path, "0" * 40, filetype="remote")
    assert not download(at(source, metadata=elsewhere), folder).compared
    silent = put(tmp_path, b"{}", "silent").as_uri()
    assert not download(at(source, metadata=silent), folder).compared
    missing = (tmp_path / "missing").as_uri()
    assert not download(at(source, metadata=missing), folder).compared


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/") + ".geojson", content)
    return out.getvalue()


def test_the_member_of_an_archive(tmp_path: Path, folder: Path) -> None:
    archive = put(tmp_path, zipped(GEOJSON__other=b"{}", GEOJSON__communes=CONTENT))
    done = download(at(archive, member="GEOJSON/communes.geojson"), folder)
    assert done.path.read_bytes() == CONTENT


def test_a_member_that_has_moved_and_an_archive_that_is_none(tmp_path: Path, folder: Path) -> None:
    moved = put(tmp_path, zipped(ailleurs__communes=CONTENT))
    assert download(at(moved, member="GEOJSON/communes.geojson"), folder).features == 2
    bare = put(tmp_path, CONTENT)
    assert download(at(bare, member="GEOJSON/communes.geojson"), folder).features == 2


def test_an_archive_without_the_member(tmp_path: Path, folder: Path) -> None:
    archive = put(tmp_path, zipped(other=CONTENT))
    said = refused(at(archive, member="GEOJSON/communes.geojson"), folder)
    assert "ne contient pas communes.geojson" in said


def test_a_truncated_archive(tmp_path: Path, folder: Path) -> None:
    archive = put(tmp_path, zipped(communes=CONTENT)[:-30])
    assert "ne se lit pas" in refused(at(archive, member="communes.geojson"), folder)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    in_the_way = put(tmp_path, b"", "geodata")
    with pytest.raises(Refusal, match="ENTREMISE_GEODATA"):
        download(at(put(tmp_path, CONTENT)), in_the_way)


PACK = """
title = "Essai"
[codes]
name = "Codes"
producer = "INSEE"
licence = "LO"
vintages = {{}}
[[files]]
name = "Sans adresse"
path = "a.csv"
reader = "commune_centres"
producer = "INSEE"
licence = "LO"
vintage = "2026"
[[files]]
name = "Contours"
path = "a.geojson"
reader = "contours"
producer = "IGN"
licence = "LO"
vintage = "2026"
address = "{first}"
[[files]]
name = "Quartiers"
path = "b.geojson"
reader = "contours"
producer = "ANCT"
licence = "LO"
vintage = "2026"
address = "{second}"
"""


def test_the_command_fetches_what_it_can(settings: Settings, tmp_path: Path) -> None:
    good, bad = put(tmp_path, CONTENT).as_uri(), (tmp_path / "missing").as_uri()
    settings.GEODATA_PACK = tmp_path / "pack.toml"
    settings.GEODATA = tmp_path / "geodata"
    settings.GEODATA_PACK.write_text(PACK.format(first=bad, second=good))
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="n'a pas changé"):
        call_command("download_geodata", stdout=out, stderr=err)
    assert "Quartiers" in out.getvalue()
    assert "Contours" in err.getvalue()
    assert [path.name for path in settings.GEODATA.iterdir()] == ["b.geojson"]
    settings.GEODATA_PACK.write_text(PACK.format(first=good, second=good))
    out = StringIO()
    call_command("download_geodata", "--into", str(tmp_path / "other"), stdout=out)
    assert "load_territories" in out.getvalue()
    assert {path.name for path in (tmp_path / "other").iterdir()} == {"a.geojson", "b.geojson"}
