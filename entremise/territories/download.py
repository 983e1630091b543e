"""Fetches the files of the geography from their official addresses, checked before being kept."""

import hashlib
import http.client
import json
import os
import socket
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from entremise.core.errors import Refusal
from entremise.core.typography import agree, figure, french

from .features import read_features, unreadable
from .pack import GeoFile

TIMEOUT = 60  # seconds without an answer
CHUNK = 1 << 20
SCHEMES = {"https", "http", "file"}
AGENT = {"User-Agent": "entremise (download_geodata)"}


@dataclass(frozen=True)
class Download:
    """A file that was fetched, checked and put in place. `compared` is whether there was a
    fingerprint to compare it with."""

    file: GeoFile
    path: Path
    size: int
    features: int
    sha256: str
    compared: bool


@dataclass(frozen=True)
class Fingerprint:
    """What the bytes of a file must give."""

    algorithm: str
    value: str


def download(file: GeoFile, folder: Path) -> Download:
    """Fetch a file of the pack into the folder, which keeps what it had if anything is wrong.

    Raises Refusal: no answer, a page instead of the file, a part of it, another fingerprint than
    the one expected, or a content that cannot be read.
    """
    target = folder / file.path
    expected = Fingerprint("sha256", file.sha256) if file.sha256 else _published(file)
    with _beside(target) as received:
        size = _fetch(file.address, received)
        _check_not_a_page(file, received)
        if expected and _digest(received, expected.algorithm) != expected.value.lower():
            raise _altered(file)
        digest = _digest(received, "sha256")
        if file.member:
            _extract(file, received)
        features = _count(file, received)
        received.chmod(0o644)  # temporary files are private; the server may run as another user
        received.replace(target)
    return Download(file, target, size, features, digest, bool(expected))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A temporary file in the same folder, so that putting it in place is one step.

    Nothing of it is left after a failure, not even the folder.
    """
    made = not target.parent.exists()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=f"-{target.name}")
    except OSError as error:
        raise Refusal(
            f"Le dossier {target.parent} n'accepte pas d'écriture. "
            "Choisissez-en un autre avec la variable ENTREMISE_GEODATA.",
            code="folder_read_only",
        ) from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
        if made and not any(target.parent.iterdir()):
            target.parent.rmdir()


def _fetch(address: str, into: Path) -> int:
    """The bytes of an address, all those it announced."""
    try:
        with _open(address) as answer, into.open("wb") as out:
            announced = answer.headers.get("Content-Length")
            while part := answer.read(CHUNK):
                out.write(part)
            size = out.tell()
    except http.client.IncompleteRead:
        raise _truncated(address) from None
    except (OSError, http.client.HTTPException) as error:
        raise _no_answer(address, error) from error
    if announced and int(announced) != size:
        raise _truncated(address)
    return size


def _open(address: str) -> Any:
    if urlsplit(address).scheme not in SCHEMES:
        raise Refusal(
            f"L'adresse {address} n'est pas de celles qui se téléchargent.", code="scheme"
        )
    request = urllib.request.Request(address, headers=AGENT)  # noqa: S310 - checked just above
    try:
        return urllib.request.urlopen(request, timeout=TIMEOUT)  # noqa: S310
    except urllib.error.HTTPError as error:
        error.close()  # it holds the connection open
        raise


def _published(file: GeoFile) -> Fingerprint | None:
    """What data.gouv.fr tells of a resource that it holds itself; None when it tells nothing."""
    if not file.metadata:
        return None
    try:
        with _open(file.metadata) as answer:
            resource = json.loads(answer.read())["resource"]
        told = Fingerprint(resource["checksum"]["type"], resource["checksum"]["value"])
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return None  # the file itself will say whether the site answers
    held = resource.get("filetype") == "file" and told.algorithm in {"sha1", "sha256", "md5"}
    return told if held else None


def _check_not_a_page(file: GeoFile, received: Path) -> None:
    with received.open("rb") as content:
        start = content.read(200).lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        raise Refusal(
            french(
                f"{_host(file.address)} a répondu une page web au lieu du fichier « {file.name} » "
                ": l'adresse a peut-être changé, ou un portail demande de se connecter."
            ),
            code="web_page",
        )


def _altered(file: GeoFile) -> Refusal:
    return Refusal(
        french(
            f"L'empreinte du fichier « {file.name} » n'est pas celle attendue : il a été modifié "
            "ou abîmé en chemin. Rien n'a été remplacé."
        ),
        code="wrong_checksum",
    )


def _extract(file: GeoFile, received: Path) -> None:
    """Put the member of the archive in the place of the archive; a bare file stays as it is."""
    if not zipfile.is_zipfile(received):
        return
    try:
        with zipfile.ZipFile(received) as archive:
            content = archive.read(_member(file, archive))
    except zipfile.BadZipFile as error:
        raise unreadable(file.name) from error
    received.write_bytes(content)


def _member(file: GeoFile, archive: zipfile.ZipFile) -> str:
    """The expected member, wherever its folder has moved to."""
    wanted = file.member.rpartition("/")[2]
    for name in [file.member, *archive.namelist()]:
        if name in archive.namelist() and name.rpartition("/")[2] == wanted:
            return name
    raise Refusal(
        french(f"L'archive « {file.name} » ne contient pas {wanted} : son producteur l'a changée."),
        code="member_missing",
    )


def _count(file: GeoFile, received: Path) -> int:
    """How many features the file holds, once read whole, with what their reader needs."""
    count = 0
    try:
        for feature in read_features(received):
            if not file.needs <= feature.properties.keys():
                raise unreadable(file.name)
            count += 1
    except Refusal as refusal:
        raise unreadable(file.name) from refusal
    if count < file.least:
        raise Refusal(
            french(
                f"Le fichier « {file.name} » n'a que {figure(count)} {agree(count, 'territoire')}, "
                f"au lieu de {figure(file.least)} au moins : il n'est pas complet."
            ),
            code="too_few",
        )
    return count


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, algorithm).hexdigest()


def _truncated(address: str) -> Refusal:
    return Refusal(
        f"Le téléchargement depuis {_host(address)} s'est interrompu avant la fin. "
        "Rien n'a été remplacé : relancez la commande.",
        code="truncated",
    )


def _no_answer(address: str, error: Exception) -> Refusal:
    return Refusal(
        french(
            f"{_host(address)} n'a pas donné le fichier : {_reason(error)}. Rien n'a été remplacé."
        ),
        code="no_answer",
    )


def _reason(error: Exception) -> str:
    """Why there was no answer, in words that help."""
    if isinstance(error, urllib.error.HTTPError):
        return f"il répond « {error.code} {error.reason} »"
    cause = getattr(error, "reason", None) or error
    if isinstance(cause, socket.gaierror):
        return "son nom est introuvable, cette machine n'a peut-être pas accès à Internet"
    if isinstance(cause, TimeoutError):
        return f"aucune réponse en {TIMEOUT} secondes"
    if isinstance(cause, ConnectionError):
        return "la connexion est refusée ou coupée"
    if isinstance(cause, FileNotFoundError):
        return "il n'est pas là"
    return str(cause)


def _host(address: str) -> str:
    return urlsplit(address).netloc or urlsplit(address).path
