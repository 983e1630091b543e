"""Makes a photograph again from its points alone: where and with what it was taken stays behind."""

import struct
from io import BytesIO

from PIL import ExifTags, Image, UnidentifiedImageError

from entremise.core.errors import Refusal

from .enums import Kind

# Read, and nothing else that the library could open: each format is one more door.
READ = ("JPEG", "PNG", "WEBP")
SIDE = 2400  # points: a page of A4 stays legible
# A small file can ask for gigabytes of memory. A JPEG is decoded smaller at once, and may come from
# a telephone of 64 megapixels; the others are decoded whole: a page of A4 at 600 dots per inch.
MAX_JPEG, MAX_OTHER = 65_000_000, 36_000_000
QUALITY = 85

# What the library raises on a damaged or hostile image.
UNREADABLE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError,
    RuntimeError, struct.error,
)  # fmt: skip

_Turn = Image.Transpose
TURNS = {
    2: _Turn.FLIP_LEFT_RIGHT,
    3: _Turn.ROTATE_180,
    4: _Turn.FLIP_TOP_BOTTOM,
    5: _Turn.TRANSPOSE,
    6: _Turn.ROTATE_270,
    7: _Turn.TRANSVERSE,
    8: _Turn.ROTATE_90,
}


def clean_image(content: bytes) -> tuple[Kind, bytes]:
    """The same image, upright, at most SIDE points long, with nothing but its points.

    Raises Refusal (field « file ») when it is no image, damaged, or of too many points.
    """
    try:
        with Image.open(BytesIO(content), formats=READ) as image:
            most = MAX_JPEG if image.format in {"JPEG", "MPO"} else MAX_OTHER
            if image.width * image.height > most:
                raise _too_many_points(most)
            return _made_again(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_points(MAX_OTHER) from None
    except UnidentifiedImageError:
        raise Refusal(
            "Ce fichier n'est ni une photographie (JPEG, PNG, WebP) ni un document PDF.",
            code="not_accepted",
            field="file",
            status=400,
        ) from None
    except UNREADABLE:
        raise Refusal(
            "Cette image est abîmée ou incomplète : choisissez-la de nouveau.",
            code="unreadable",
            field="file",
            status=400,
        ) from None


def _made_again(image: Image.Image) -> tuple[Kind, bytes]:
    transparent = image.has_transparency_data
    kind = Kind.PNG if transparent or image.format == "PNG" else Kind.JPEG
    turn = _turn(image)
    image.draft(image.mode, (SIDE, SIDE))
    grey = image.mode in {"1", "L", "I;16"}
    mode = "RGBA" if transparent else "L" if grey else "RGB"
    clean = image if image.mode == mode else image.convert(mode)
    clean.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    if turn is not None:
        clean = clean.transpose(turn)
    clean.info = {}  # or comments and profiles would be written again
    buffer = BytesIO()
    if kind is Kind.PNG:
        clean.save(buffer, "PNG")
    else:
        clean.save(buffer, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return kind, buffer.getvalue()


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to set it upright. What cannot be read of that is no reason to refuse a photograph."""
    try:
        return TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except UNREADABLE:
        return None


def _too_many_points(most: int) -> Refusal:
    return Refusal(
        f"Cette image est trop grande : {most // 1_000_000} millions de points au plus.",
        code="too_many_points",
        field="file",
        status=400,
    )


# Segments of a JPEG that its decoder needs among those that hold applications' data: the density,
# and how colours were coded.
_NEEDED = {0xE0, 0xEE}


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without its comments and its applications' data, its points untouched.

    What does not read as a JPEG is given back as it is.
    """
    if jpeg[:2] != b"\xff\xd8":
        return jpeg
    kept, at = [jpeg[:2]], 2
    while len(jpeg) >= at + 4 and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, end = jpeg[at + 1], at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if marker in _NEEDED or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, jpeg[at:]])
