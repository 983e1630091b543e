"""A PDF is kept as its pages are seen."""

import zlib
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, StreamDecodeLevel, String
from pypdf import PdfReader

from entremise.core.errors import Refusal
from entremise.vault.enums import Kind
from entremise.vault.uploads import clean_upload
from tests.vault.samples import TOLD, filled_form, jpeg, pdf_bytes, plain_pdf, talkative_pdf


def _cleaned(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    kept = clean_upload(pdf_bytes(pdf, **options), "x.pdf")
    assert (kept.kind, kept.name) == (Kind.PDF, "x.pdf")
    return kept.content


def _unfolded(content: bytes) -> bytes:
    """Everything it holds, readable."""
    buffer = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(buffer, qdf=True, stream_decode_level=StreamDecodeLevel.generalized)
    return buffer.getvalue()


def _texts(content: bytes) -> list[str]:
    return [page.extract_text().strip() for page in PdfReader(BytesIO(content)).pages]


def _refused(content: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        clean_upload(content, "x.pdf")
    assert refusal.value.field == "file"
    return refusal.value.code


def test_only_the_pages_are_left() -> None:
    source = talkative_pdf()
    assert _unfolded(pdf_bytes(source)).count(TOLD.encode()) >= 14
    content = _cleaned(source)
    unfolded = _unfolded(content)
    assert _texts(content) == ["Page 1", "Page 2"]
    for word in (TOLD, "JavaScript", "OpenAction", "EmbeddedFile", "/Annot", "/Metadata", "/Thumb"):
        assert word.encode() not in unfolded, word
    with pikepdf.open(BytesIO(content)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer


@pytest.mark.parametrize("packed", [False, True])
def test_a_photograph_within_loses_its_place_and_stays_the_same_image(packed: bool) -> None:
    source = talkative_pdf()
    image = source.pages[0].Resources.XObject.Im0
    if packed:  # deflated once more, as some scanners do
        filters = Array([Name.FlateDecode, Name.DCTDecode])
        image.write(zlib.compress(jpeg()), filter=filters)
    content = _cleaned(source)
    with pikepdf.open(BytesIO(content)) as pdf:
        kept = pdf.pages[0].Resources.XObject.Im0
        found = pikepdf.PdfImage(kept).as_pil_image()
        raw = kept.read_raw_bytes()
    assert b"Exif" not in raw
    assert TOLD.encode() not in raw
    assert found.size == (60, 40)


def test_what_was_filled_in_stays_readable_and_is_no_form_any_more() -> None:
    content = _cleaned(filled_form("Rue des Postes"))
    assert "Rue des Postes" in _texts(content)[0]
    with pikepdf.open(BytesIO(content)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/Annots" not in pdf.pages[0].obj


def test_a_form_that_only_one_program_draws_is_refused() -> None:
    pdf = plain_pdf(1)
    pdf.Root.NeedsRendering = True
    assert _refused(pdf_bytes(pdf)) == "dynamic_form"


def test_a_hidden_layer_stays_hidden() -> None:
    pdf = plain_pdf(1)
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("brouillon")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    pdf.pages[0].Resources.Properties = Dictionary(MC0=layer)
    with pikepdf.open(BytesIO(_cleaned(pdf))) as kept:
        shown = kept.pages[0].Resources.Properties.MC0
        assert [one.objgen for one in kept.Root.OCProperties.D.OFF] == [shown.objgen]


def test_a_stream_kept_outside_is_not_followed() -> None:
    pdf = plain_pdf(1)
    pdf.pages[0].Resources.XObject = Dictionary(
        Im0=Stream(pdf, b"x", Subtype=Name.Image, F=String("/etc/passwd"))
    )
    assert b"passwd" not in _unfolded(_cleaned(pdf))


def test_what_pages_inherit_goes_with_them() -> None:
    pdf = plain_pdf(2)
    for page in pdf.pages:
        pdf.Root.Pages.Resources = page.obj.Resources
        pdf.Root.Pages.MediaBox = page.obj.MediaBox
        del page.obj.Resources, page.obj.MediaBox
    pdf.Root.Pages.Rotate = 90
    content = _cleaned(pdf)
    assert _texts(content) == ["Page 1", "Page 2"]
    assert [page.rotation for page in PdfReader(BytesIO(content)).pages] == [90, 90]


@pytest.mark.parametrize("user", ["", "secret"])
def test_a_protected_pdf_is_refused(user: str) -> None:
    encryption = pikepdf.Encryption(owner="owner", user=user)
    assert _refused(pdf_bytes(plain_pdf(), encryption=encryption)) == "encrypted"


@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.95])
def test_a_pdf_that_did_not_come_whole_is_refused(part: float) -> None:
    content = pdf_bytes(plain_pdf(20))
    assert _refused(content[: int(len(content) * part)]) == "unreadable"


def test_a_pdf_without_a_page_is_refused() -> None:
    assert _refused(pdf_bytes(pikepdf.Pdf.new())) == "unreadable"


def _packed(padding: int) -> bytes:
    """A PDF of a few kilobytes whose objects come in one stream, with that many spaces."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    starts = [sum(len(one) for one in objects[:rank]) for rank in range(3)]
    index = b" ".join(b"%d %d" % (rank + 1, at) for rank, at in enumerate(starts)) + b" "
    packed = zlib.compress(index + b"".join(objects) + b" " * padding)
    head = b"%%PDF-1.5\n4 0 obj\n<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n"
    body = head % (len(index), len(packed)) + packed + b"\nendstream endobj\n"
    rows = [b"\x00" + bytes(5)]
    rows += [b"\x02" + (4).to_bytes(4, "big") + bytes([rank]) for rank in range(3)]
    rows += [b"\x01" + at.to_bytes(4, "big") + b"\x00" for at in (9, len(body))]
    table = b"5 0 obj\n<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length 36>>stream\n"
    end = b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + table + b"".join(rows) + end


def test_what_unfolds_into_gigabytes_is_not_unfolded() -> None:
    assert clean_upload(_packed(1_000_000), "x.pdf").kind is Kind.PDF
    assert _refused(_packed(200_000_000)) == "unreadable"
