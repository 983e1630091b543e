"""Rewrites a PDF with the drawing of its pages, and nothing else."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pikepdf import (
    Array,
    DataDecodingError,
    Dictionary,
    Name,
    Object,
    PasswordError,
    Pdf,
    PdfError,
    Stream,
)
from pikepdf.settings import set_qpdf_limits

from entremise.core.errors import Refusal

from .images import without_segments

# What a page needs to be drawn. Everything else stays behind: its annotations, once drawn on it,
# its actions, its thumbnail, its author's private data.
PAGE = {
    "/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit",
    "/Resources", "/Contents", "/Group",
}  # fmt: skip
# Beside the drawing, wherever they hang.
ASIDE = {"/Metadata", "/PieceInfo", "/LastModified", "/AF"}
# What makes a stream stand for something outside the document, or for another version of itself.
ELSEWHERE = {"/F", "/FFilter", "/FDecodeParms", "/OPI", "/Ref", "/Alternates"}

# A few kilobytes can unfold into gigabytes: what a stream may take once opened, in bytes.
UNFOLDED = 100_000_000
set_qpdf_limits(
    flate_max_memory=UNFOLDED,
    png_max_memory=UNFOLDED,
    tiff_max_memory=UNFOLDED,
    run_length_max_memory=UNFOLDED,
    doc_max_warnings=100,
)


def clean_pdf(content: bytes) -> bytes:
    """The same pages, forms filled in and remarks included, as they are seen on a screen.

    No metadata, script, action, link, attached file, form nor thumbnail is left; photographs
    within lose what they say of their place. Raises Refusal (field « file ») when it is protected
    by a password, damaged, without a page, or drawn by a program as it opens.
    """
    try:
        with Pdf.open(BytesIO(content), attempt_recovery=False) as source, Pdf.new() as made:
            if source.is_encrypted:
                raise PasswordError
            _check(source)
            _reduce_to_drawings(source)
            made.pages.extend(source.pages)
            _keep_layers(source, made)
            _strip(made)
            buffer = BytesIO()
            made.save(buffer)
            return buffer.getvalue()
    except PasswordError:
        raise _refusal(
            "Ce PDF est protégé par un mot de passe : ouvrez-le, imprimez-le en PDF, et choisissez "
            "la copie.",
            "encrypted",
        ) from None
    except (PdfError, DataDecodingError, RuntimeError, ValueError, TypeError, LookupError):
        raise _refusal(
            "Ce PDF est abîmé ou incomplet : ouvrez-le, imprimez-le en PDF, et choisissez la "
            "copie.",
            "unreadable",
        ) from None


def _check(source: Pdf) -> None:
    if source.Root.get(Name.NeedsRendering, False):
        raise _refusal(
            "Ce formulaire n'est lisible que dans un logiciel particulier : imprimez-le en PDF, et "
            "choisissez la copie.",
            "dynamic_form",
        )


def _reduce_to_drawings(source: Pdf) -> None:
    """What was filled in and remarked becomes part of the page; the rest of the page goes."""
    if Name.AcroForm in source.Root:
        source.generate_appearance_streams()
    source.flatten_annotations("all")
    for page in source.pages:
        for name in page.obj.keys() - PAGE:
            del page.obj[name]
    if Name.AcroForm in source.Root:
        del source.Root.AcroForm


def _keep_layers(source: Pdf, made: Pdf) -> None:
    """Which layers are shown: without it those that are hidden would be seen."""
    layers = source.Root.get(Name.OCProperties)
    if isinstance(layers, Dictionary):
        held = layers if layers.is_indirect else source.make_indirect(layers)
        made.Root.OCProperties = made.copy_foreign(held)


def _strip(made: Pdf) -> None:
    """Take out what is beside the drawing, wherever it hangs."""
    for item in made.objects:
        for holder in _holders(item):
            out = ASIDE | ELSEWHERE if isinstance(holder, Stream) else ASIDE
            for name in holder.keys() & out:
                del holder[name]
        if isinstance(item, Stream):
            _strip_photograph(item)


def _holders(item: Object) -> Iterator[Object]:
    """This dictionary or stream, and the dictionaries written within it."""
    pending: list[Any] = [item]
    while pending:
        found = pending.pop()
        if isinstance(found, Dictionary | Stream):
            yield found
            inner = [found[name] for name in found.keys()]  # noqa: SIM118
        else:
            inner = list(found) if isinstance(found, Array) else []
        pending += [
            child
            for child in inner
            if isinstance(child, Dictionary | Array) and not child.is_indirect
        ]


def _strip_photograph(stream: Stream) -> None:
    """A JPEG within the document says as much as one alone. Others say nothing, or rarely."""
    filters = stream.get(Name.Filter)
    chain = list(filters) if isinstance(filters, Array) else [filters]
    if chain[-1:] != [Name.DCTDecode]:
        return
    data = stream.read_raw_bytes()
    if chain[:-1] == [Name.FlateDecode]:
        data = zlib.decompressobj().decompress(data, UNFOLDED)
    elif chain[:-1]:
        return
    parameters = stream.get(Name.DecodeParms)
    last: Any = parameters[-1] if isinstance(parameters, Array) else parameters
    stream.write(without_segments(data), filter=Name.DCTDecode, decode_parms=last)


def _refusal(message: str, code: str) -> Refusal:
    return Refusal(message, code=code, field="file", status=400)
