"""A file is made again by what it is: what is not seen on it is left behind, what is not one stays
out."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from entremise.core.errors import Refusal
from entremise.vault.enums import Kind
from entremise.vault.uploads import CleanFile, clean_upload, safe_name
from tests.vault.samples import TOLD, exif, image_bytes, jpeg, picture, plain_pdf, png
from tests.vault.samples import pdf_bytes as pdf_of

# What the library says aloud of damaged words beside the points, and goes on.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

RED, BLUE = (200, 30, 30), (30, 30, 200)


def _opened(file: CleanFile) -> Image.Image:
    image = Image.open(BytesIO(file.content))
    image.load()
    return image


def _near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    point = image.convert("RGB").getpixel(at)
    return all(abs(one - other) < 25 for one, other in zip(point, colour, strict=True))


def _silent(file: CleanFile) -> bool:
    image = _opened(file)
    said = set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progression"}
    words = TOLD.encode() in file.content or b"Exif" in file.content
    return not words and not said - {"progressive"} and not image.getexif()


def test_a_photograph_loses_where_and_with_what_it_was_taken() -> None:
    assert TOLD.encode() in jpeg()
    kept = clean_upload(jpeg(), "IMG_0001.JPG")
    assert (kept.kind, kept.extension, kept.name) == (Kind.JPEG, ".jpg", "IMG_0001.jpg")
    assert _silent(kept)
    assert _near(_opened(kept), (5, 5), BLUE)
    assert _near(_opened(kept), (55, 35), RED)


# Where EXIF says the first point of the first row is seen, and whether rows are seen as columns.
CORNERS = {
    1: ("top left", False), 2: ("top right", False), 3: ("bottom right", False),
    4: ("bottom left", False), 5: ("top left", True), 6: ("top right", True),
    7: ("bottom right", True), 8: ("bottom left", True),
}  # fmt: skip


@pytest.mark.parametrize("orientation", CORNERS)
def test_a_photograph_stands_upright(orientation: int) -> None:
    image = _opened(clean_upload(jpeg(orientation), "x.jpg"))
    corner, turned = CORNERS[orientation]
    assert image.size == ((40, 60) if turned else (60, 40))
    points = {
        f"{row} {column}": (x, y)
        for row, y in (("top", 4), ("bottom", image.height - 5))
        for column, x in (("left", 4), ("right", image.width - 5))
    }
    assert [name for name, at in points.items() if _near(image, at, BLUE)] == [corner]


def test_an_orientation_that_cannot_be_read_does_not_refuse_the_photograph() -> None:
    broken = image_bytes(picture(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff\x00")
    assert clean_upload(broken, "x.jpg").kind is Kind.JPEG


def test_a_png_keeps_its_points_and_no_word() -> None:
    kept = clean_upload(png(), "écran.png")
    assert (kept.kind, kept.name) == (Kind.PNG, "écran.png")
    assert _silent(kept)
    assert _opened(kept).tobytes() == picture().tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_coding_of_points_is_read(mode: str) -> None:
    if mode == "I;16":
        source = Image.frombytes("I;16", (2, 1), struct.pack("<HH", 0, 65535))
    else:
        source = Image.new(mode, (4, 4), 0)
    kept = _opened(clean_upload(image_bytes(source, "PNG"), "x.png"))
    assert kept.size == source.size
    if mode == "I;16":
        assert [kept.getpixel((0, 0)), kept.getpixel((1, 0))] == [0, 255]


def test_what_is_transparent_stays_so() -> None:
    clear = Image.new("RGBA", (4, 4), (10, 20, 30, 0))
    kept = clean_upload(image_bytes(clear, "WEBP", lossless=True), "x.webp")
    assert kept.kind is Kind.PNG
    assert _opened(kept).getpixel((0, 0))[3] == 0


def test_a_photograph_of_the_web_becomes_jpeg() -> None:
    webp = clean_upload(image_bytes(picture(), "WEBP", exif=exif()), "x.webp")
    assert (webp.kind, webp.name) == (Kind.JPEG, "x.jpg")
    assert _silent(webp)


def test_a_large_photograph_is_brought_to_a_side_one_can_read() -> None:
    kept = _opened(clean_upload(jpeg(orientation=6, size=(6000, 3000)), "x.jpg"))
    assert kept.size == (1200, 2400)


def test_a_photograph_in_two_views_keeps_the_first() -> None:
    second = Image.new("RGB", (60, 40), "black")
    both = image_bytes(picture(), "MPO", save_all=True, append_images=[second], exif=exif())
    kept = clean_upload(both, "x.jpg")
    assert kept.kind is Kind.JPEG
    assert _silent(kept)
    assert _near(_opened(kept), (5, 5), BLUE)


def _zip() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("evil.html", TOLD)
    return buffer.getvalue()


def test_what_hides_behind_an_image_is_left_behind() -> None:
    polyglot = jpeg() + _zip() + b"<script>TOLD</script>"
    assert ZipFile(BytesIO(polyglot)).namelist() == ["evil.html"]
    kept = clean_upload(polyglot, "x.jpg")
    assert b"PK\x03\x04" not in kept.content
    assert _silent(kept)


OTHERS = {
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "program": b"MZ\x90\x00" + bytes(300),
    "gif": image_bytes(picture(), "GIF"),
    "tiff": image_bytes(picture(), "TIFF"),
    "postscript": image_bytes(picture(), "EPS"),
    "text": b"Une lettre",
    "html before a pdf": b"<html>" + b"%PDF-1.7 ",
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize("name", ["x.jpg", "x.pdf"])
def test_a_name_makes_neither_an_image_nor_a_pdf(content: bytes, name: str) -> None:
    assert _refused(content, name) == "not_accepted"


def _refused(content: bytes, name: str = "x.jpg") -> str:
    with pytest.raises(Refusal) as refusal:
        clean_upload(content, name)
    assert refusal.value.field == "file"
    return refusal.value.code


def test_a_true_pdf_is_one_under_any_name() -> None:
    assert clean_upload(pdf_of(plain_pdf()), "x.jpg").name == "x.pdf"


@pytest.mark.parametrize("content", [_zip(), b"\xd0\xcf\x11\xe0" + bytes(600), b"{\\rtf1 }"])
def test_an_office_document_is_to_be_saved_as_pdf(content: bytes) -> None:
    assert _refused(content, "lettre.docx") == "office_document"


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"avif"])
def test_a_heic_is_to_be_saved_as_jpeg(brand: bytes) -> None:
    assert _refused(b"\x00\x00\x00\x18ftyp" + brand + bytes(600), "IMG_0002.HEIC") == "heic"


def test_nothing_is_not_a_file() -> None:
    assert _refused(b"") == "empty"


def test_a_file_has_a_weight_that_is_told(settings: Any) -> None:
    settings.UPLOAD_BYTES = 3_000_000
    clean_upload(jpeg() + bytes(3_000_000 - len(jpeg())), "x.jpg")
    with pytest.raises(Refusal, match="3 Mo") as refusal:
        clean_upload(jpeg() + bytes(3_000_001 - len(jpeg())), "x.jpg")
    assert refusal.value.code == "too_large"


@pytest.mark.parametrize("content", [jpeg(), png()], ids=["jpeg", "png"])
@pytest.mark.parametrize("part", [0.5, 0.9])
def test_an_image_that_did_not_come_whole_is_refused(content: bytes, part: float) -> None:
    assert _refused(content[: int(len(content) * part)]) in {"unreadable", "not_accepted"}


def _announcing(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has these dimensions."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    points = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "size", [(6001, 6000), (9000, 9000), (11000, 11000), (2**31 - 1, 2**31 - 1)]
)
def test_an_image_that_would_unfold_into_gigabytes_is_refused(size: tuple[int, int]) -> None:
    assert _refused(_announcing(*size)) == "too_many_points"


def test_words_that_unfold_into_gigabytes_are_refused() -> None:
    bomb = b"Comment\x00\x00" + zlib.compress(bytes(80_000_000))
    chunk = struct.pack(">I", len(bomb)) + b"zTXt" + bomb
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + bomb))
    head, rest = png()[:33], png()[33:]
    assert _refused(head + chunk + rest) == "unreadable"


IMAGES = [jpeg(), png(), image_bytes(picture(), "WEBP", exif=exif())]


@given(st.integers(0, 800), st.integers(1, 255), st.sampled_from(IMAGES))
def test_a_damaged_image_is_read_or_refused(at: int, change: int, content: bytes) -> None:
    damaged = bytearray(content)
    damaged[at % len(damaged)] ^= change
    with suppress(Refusal):
        assert TOLD.encode() not in clean_upload(bytes(damaged), "x.jpg").content


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\x\\photo.JPG", "photo.jpg"),
        ("a\r\nSet-Cookie: b=1.jpg", "a Set-Cookie- b=1.jpg"),
        ("fiche\u202egpj.exe", "fichegpj.jpg"),
        ("a\x00\x1b[2Jb.png", "a[2Jb.jpg"),
        ("l\u2019été à Lille.jpeg", "l\u2019été à Lille.jpg"),
        ("e\u0301te\u0301.jpg", "été.jpg"),
        ("...", "fichier.jpg"),
        ("..", "fichier.jpg"),
        ("", "fichier.jpg"),
        ('"<x>".jpg', "-x-.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("x" * 300 + ".jpg", "x" * 80 + ".jpg"),
    ],
)
def test_a_name_is_shown_without_what_could_harm(given_name: str, safe: str) -> None:
    assert safe_name(given_name, Kind.JPEG.extension) == safe


@given(st.text())
def test_no_name_leads_elsewhere(given_name: str) -> None:
    name = safe_name(given_name, Kind.PDF.extension)
    assert name.endswith(".pdf")
    assert 5 <= len(name) <= 84
    assert not set(name) & set('/\\\r\n\0"<>:')
    assert not name.startswith((".", " "))
