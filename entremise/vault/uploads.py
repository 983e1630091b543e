"""What is received is made again before it is kept: by what it is, never by what it says it is."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from unicodedata import category, normalize

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from entremise.core.errors import Refusal

from .enums import Kind
from .images import clean_image
from .pdfs import clean_pdf

PDF = b"%PDF-"
# Word, Excel, LibreOffice: an archive, or the container that came before.
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
# The photographs of some telephones. Their decoder (libheif 1.23) stops the whole process on a
# damaged one; telephones send a JPEG when a page asks for it.
HEIC = re.compile(rb".{4}ftyp(hei|hev|mif1|msf1|avi)", re.DOTALL)
NAME = 80  # characters, without the extension
# What a system of files or a header would read as more than a letter.
FORBIDDEN = re.compile(r'[<>:"|?*;]+')


@dataclass(frozen=True)
class CleanFile:
    """A file made again, ready to be sealed. Its name is what was given, made harmless."""

    content: bytes
    kind: Kind
    name: str

    @property
    def extension(self) -> str:
        """With its dot."""
        return self.kind.extension


def clean_upload(content: bytes, name: str) -> CleanFile:
    """An image or a PDF, made again without anything that is not seen on it.

    Raises Refusal (field « file »): empty, above `settings.UPLOAD_BYTES`, of another nature,
    damaged or protected. The name given decides nothing.
    """
    if not content:
        raise Refusal("Ce fichier est vide.", code="empty", field="file", status=400)
    if len(content) > settings.UPLOAD_BYTES:
        raise too_large()
    if content.startswith(OFFICE):
        raise Refusal(
            "Les documents de bureautique ne sont pas acceptés : enregistrez-le en PDF, et "
            "choisissez cette copie.",
            code="office_document",
            field="file",
            status=400,
        )
    if HEIC.match(content):
        raise Refusal(
            "Cette photographie est au format HEIC : enregistrez-la en JPEG, et choisissez cette "
            "copie.",
            code="heic",
            field="file",
            status=400,
        )
    if content.startswith(PDF):
        return CleanFile(clean_pdf(content), Kind.PDF, safe_name(name, Kind.PDF.extension))
    kind, image = clean_image(content)
    return CleanFile(image, kind, safe_name(name, kind.extension))


def clean_received(given: UploadedFile) -> CleanFile:
    """The same for a file of a form or of a device, which may have been let go on arrival."""
    content = given.read()
    if len(content) < (given.size or 0):
        raise too_large()
    return clean_upload(content, given.name or "")


def too_large() -> Refusal:
    """The refusal that says what a file may weigh."""
    return Refusal(
        f"Ce fichier est trop lourd : {settings.UPLOAD_BYTES // 1_000_000} Mo au plus par envoi.",
        code="too_large",
        field="file",
        status=413,
    )


def safe_name(name: str, extension: str) -> str:
    """The name to show and to download under: no folder, no hidden sign, that extension."""
    last = normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(" " if sign.isspace() else sign for sign in last if not _hidden(sign))
    stem = PurePosixPath(FORBIDDEN.sub("-", seen)).stem.strip(" .")
    return (" ".join(stem.split())[:NAME].strip() or "fichier") + extension


def _hidden(sign: str) -> bool:
    """Controls, and those that turn the writing round so that « gpj.exe » reads « exe.jpg »."""
    return category(sign) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"} and not sign.isspace()
