"""The door of tables: known by what they hold, refused when they hold more than values."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from entremise.imports.enums import TableKind
from entremise.vault.uploads import safe_name, too_large

from .limits import UNPACKED, refusal, unreadable

ARCHIVE = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
PARTS = 2000
CHUNK = 1 << 20

# Entities, in UTF-8 or UTF-16, stand before the first element or not at all.
_ENTITIES = re.compile(
    rb"<\x00?!\x00?(D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I)", re.I
)
# A list of objects; what begins so and is not one is refused when it is opened.
_LIST = re.compile(rb"\s*\[\s*(\{|\])|\s*\{\s*\"")
_PAGE = re.compile(rb"\s*(<!doctype|<html|<table|<\?xml|%PDF|\{\\rtf)", re.I)


@dataclass(frozen=True)
class TableFile:
    """A table that may be kept. Its name is what was given, made harmless."""

    content: bytes
    kind: TableKind
    name: str


def clean_table(given: UploadedFile) -> TableFile:
    """The table that was sent. Raises Refusal (field « file ») for anything else."""
    content = given.read()
    if len(content) < (given.size or 0) or len(content) > settings.UPLOAD_BYTES:
        raise too_large()
    kind = _kind_of(content)
    return TableFile(content, kind, safe_name(given.name or "", kind.extension))


def _kind_of(content: bytes) -> TableKind:
    if not content.strip():
        raise refusal("Ce fichier est vide.", "empty")
    if content.startswith(OLD_OFFICE):
        raise refusal(
            "Ce classeur est protégé par un mot de passe, ou d'un ancien format (.xls) : "
            "enregistrez-le sans mot de passe au format XLSX, et choisissez cette copie.",
            "old_office",
        )
    if content.startswith(ARCHIVE):
        return _workbook(content)
    if _PAGE.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise unreadable()
    if _LIST.match(content.removeprefix(b"\xef\xbb\xbf")):
        return TableKind.JSON
    return TableKind.CSV


def _workbook(content: bytes) -> TableKind:
    """What the archive is, once each of its parts was unpacked and looked at."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            _require_values_only(archive, content)
            if "xl/workbook.xml" in names:
                return TableKind.XLSX
            if "mimetype" in names and archive.read("mimetype").strip() == ODS:
                return TableKind.ODS
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError):
        raise unreadable() from None
    raise unreadable()


def _require_values_only(archive: zipfile.ZipFile, content: bytes) -> None:
    """No macro, no entity, nothing that swells out of proportion, whatever its parts declare."""
    parts = archive.infolist()
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise _swollen()
    left = UNPACKED
    for part in parts:
        if part.filename.lower().endswith(("vbaproject.bin", ".js", ".vbs")) or (
            part.filename.startswith(("Basic/", "Scripts/"))
        ):
            raise refusal(
                "Ce classeur contient des macros : enregistrez-le au format XLSX ou ODS, sans "
                "elles, et choisissez cette copie.",
                "macros",
            )
        with archive.open(part) as stream:
            first = True
            while piece := stream.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    raise _swollen()
                if first and _ENTITIES.search(piece[:65536]):
                    raise unreadable()
                first = False


def _swollen() -> Exception:
    return refusal(
        "Ce classeur est démesuré une fois ouvert : gardez-en les lignes et les colonnes utiles.",
        "swollen",
    )
