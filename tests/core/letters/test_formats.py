"""The same letter on paper and in a word processor: all its words, and nothing obeyed."""

import re
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from entremise.core.errors import Refusal
from entremise.core.letters.letter import Letter, Listing, Paragraph
from entremise.core.letters.pdf import as_pdf
from entremise.core.letters.word import as_docx
from tests.core.letters.samples import HOSTILE, hostile, letter

CODES = ("proposal", "convocation", "agreement", "closing")
MM = 72 / 25.4


def _pdf(made: Letter) -> PdfReader:
    return PdfReader(BytesIO(as_pdf(made)))


def _squeezed(text: str) -> str:
    """Without what lines and spaces make of it."""
    return re.sub(r"[\s\u200b\u202f\u00a0]+", "", text)


def _text_of_pdf(made: Letter) -> str:
    return _squeezed("".join(page.extract_text() for page in _pdf(made).pages))


def _text_of_docx(made: Letter) -> str:
    document = Document(BytesIO(as_docx(made)))
    body = document.element.body.iter(qn("w:t"))
    foot = document.sections[0].footer._element.iter(qn("w:t"))
    return _squeezed("".join(node.text or "" for node in (*body, *foot)))


def _every_word(made: Letter) -> list[str]:
    found = [*made.sender, *made.addressee, made.dateline, made.subject, made.reference]
    for block in made.body:
        found += block.items if isinstance(block, Listing) else [block.text]
    found += [made.closing, *made.signatory, *made.signatures, made.foot]
    return [_squeezed(words) for words in found if words]


@pytest.mark.parametrize("text_of", [_text_of_pdf, _text_of_docx], ids=["pdf", "docx"])
@pytest.mark.parametrize("made", [*map(letter, CODES), hostile()], ids=[*CODES, "hostile"])
def test_every_word_is_there(text_of, made: Letter) -> None:
    text = text_of(made)
    assert [words for words in _every_word(made) if words not in text] == []


def test_it_is_accessible() -> None:
    pdf = _pdf(letter())
    catalog = pdf.trailer["/Root"]
    assert bool(catalog["/MarkInfo"]["/Marked"])
    assert catalog["/Lang"].lower().startswith("fr")
    assert pdf.metadata.title == "Proposition de médiation"
    assert pdf.metadata.author == "Citéo"
    xmp = catalog["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def _starts(made: Letter) -> list[tuple[float, float]]:
    """Where texts begin on the first page, in millimetres from its top left."""
    found = []

    def visit(text: str, outer: list[float], inner: list[float], *_: object) -> None:
        if text.strip():
            x = outer[0] * inner[4] + outer[4]
            y = outer[3] * inner[5] + outer[5]
            found.append((x / MM, 297 - y / MM))

    _pdf(made).pages[0].extract_text(visitor_text=visit)
    return found


NAMES = {
    "NotoArabic": "محمد بن سلمى",
    "NotoArmenian": "Նարինե Հակոբյան",
    "NotoCyrillic": "Олександр Шевченко",
    "NotoDevanagari": "अमिता",
    "NotoGeorgian": "ნინო ბერიძე",
    "NotoGreek": "Γιώργος Παπαδόπουλος",
    "NotoHebrew": "יעל כהן",
    "NotoTamil": "முருகன்",
    "NotoVietnamese": "Nguyễn Thị Hằng",
}


@pytest.mark.parametrize(("font", "name"), NAMES.items(), ids=list(NAMES))
def test_a_name_is_printed_in_its_own_script(font: str, name: str) -> None:
    made = letter(addressee=(name, "59000 Lille"), subject=f"Lettre à {name}")
    page = _pdf(made).pages[0]
    drawn = {one.get_object()["/BaseFont"] for one in page["/Resources"]["/Font"].values()}
    assert {one.partition("+")[2] for one in drawn} >= {f"{font}-Regular", f"{font}-Bold"}
    assert "?" not in page.extract_text()
    assert name in "".join(one.text for one in Document(BytesIO(as_docx(made))).paragraphs)


def test_a_script_no_font_of_ours_writes_is_refused_rather_than_printed_in_boxes() -> None:
    made = letter(addressee=("王小明",), body=(Paragraph("Bonjour 王小明, ᠮᠣᠩᠭᠣᠯ."),))
    with pytest.raises(Refusal) as refused:
        as_pdf(made)
    assert "王 小 明 ᠮ" in refused.value.message
    assert "Word" in refused.value.message
    assert "王小明" in _text_of_docx(made)


def _lefts(made: Letter) -> dict[str, float]:
    """How far from the left each line of the page begins, in millimetres, by what it holds."""
    found: dict[str, float] = {}

    def visit(text: str, outer: list[float], inner: list[float], *_: object) -> None:
        for word in ("12", "59000"):
            if word in text:
                found.setdefault(word, (outer[0] * inner[4] + outer[4]) / MM)

    _pdf(made).pages[0].extract_text(visitor_text=visit)
    return found


def test_an_address_that_is_read_from_the_right_keeps_its_numbers_in_place() -> None:
    bare = {"sender": (), "reference": "", "foot": "", "subject": "", "body": (), "signatory": ()}
    lefts = _lefts(letter(addressee=("12 شارع الحرية 59000",), closing="", **bare))
    assert lefts["59000"] < lefts["12"]  # the number of the house is said first


@pytest.mark.parametrize("lines", [1, 7])
def test_the_addressee_is_behind_the_window_of_the_envelope(lines: int) -> None:
    """Of an envelope of 110 × 220 mm: 100 × 45 mm, at 20 mm from its right and bottom edges."""
    made = letter(addressee=tuple(f"Ligne {rank}" for rank in range(lines)), place="")
    head = [(x, y) for x, y in _starts(made) if y < 97]
    right = [(x, y) for x, y in head if x > 60]
    assert right
    assert all(105 <= x <= 130 and 47 <= y <= 88 for x, y in right)
    left = [(x, y) for x, y in head if x <= 60]
    assert all(20 <= x <= 30 and 18 <= y <= 47 for x, y in left)


@pytest.mark.parametrize("make", [as_pdf, as_docx], ids=["pdf", "docx"])
@pytest.mark.parametrize(
    "made",
    [
        letter(body=(), subject="", reference="", closing="", signatory=(), foot="", place=""),
        letter(sender=(), addressee=()),
        letter(body=(Paragraph("\x00\x07\ud800 été 🙂 \u202e"), Listing(("",)))),
        letter(addressee=tuple(f"Ligne {rank}" for rank in range(14))),
        letter(sender=tuple(f"Ligne {rank}" for rank in range(30))),
    ],
    ids=["almost empty", "nobody", "odd signs", "long address", "long head"],
)
def test_odd_letters_are_made_all_the_same(make, made: Letter) -> None:
    assert len(make(made)) > 1000


def test_a_word_without_end_does_not_leave_the_page() -> None:
    word = "x" * 400
    whole = letter(body=(Paragraph(word), Listing((word,))), addressee=(word[:60],))
    assert word in _text_of_pdf(whole)
    assert max(map(len, _pdf(whole).pages[0].extract_text().split())) <= 120


def test_a_long_agreement_takes_two_pages_that_are_numbered() -> None:
    engagements = tuple(
        f"Engagement {rank}\u00a0: ne pas faire de bruit après 22 heures, ni avant 8 heures"
        for rank in range(1, 21)
    )
    blocks = (Paragraph("Nous décidons."), Listing(engagements), Listing(engagements))
    made = letter("agreement", body=blocks)
    pages = [_squeezed(page.extract_text()) for page in _pdf(made).pages]
    assert len(pages) == 2
    assert [f"{rank}/2" in page for rank, page in enumerate(pages, 1)] == [True, True]
    for name in made.signatures:
        assert _squeezed(name) in pages[1]
    assert "1/1" not in _text_of_pdf(letter())


def test_twenty_engagements_are_items_in_both() -> None:
    items = tuple(f"Engagement numéro {rank}" for rank in range(20))
    made = letter("agreement", body=(Listing(items),))
    document = Document(BytesIO(as_docx(made)))
    listed = [one.text for one in document.paragraphs if one.style.name == "List Bullet"]
    assert listed == list(items)
    tags = [one for one in _tags(_pdf(made)) if one == "/LI"]
    assert len(tags) == 20


def _tags(pdf: PdfReader) -> list[str]:
    """The kinds of the structure elements, walked from the root."""
    found, pending = [], [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while pending:
        node = pending.pop().get_object()
        if not isinstance(node, dict):
            continue
        found.append(str(node.get("/S", "")))
        kids = node.get("/K", [])
        pending += kids if isinstance(kids, list) else [kids]
    return [kind for kind in found if kind]


def test_what_looks_like_markup_makes_nothing_of_its_own() -> None:
    plain, odd = _tags(_pdf(letter())), _tags(_pdf(hostile()))
    assert odd.count("/H1") == plain.count("/H1") == 1
    assert odd.count("/LI") == len(HOSTILE)
    for kind in ("/Link", "/Formula", "/Code", "/Strong", "/Em", "/Figure"):
        assert kind not in odd
    document = Document(BytesIO(as_docx(hostile())))
    assert [run.text for one in document.paragraphs for run in one.runs if run.bold] == []


def test_the_document_says_nothing_of_what_made_it() -> None:
    said = Document(BytesIO(as_docx(letter()))).core_properties
    assert (said.title, said.author, said.language) == (
        "Proposition de médiation",
        "Citéo",
        "fr-FR",
    )
    assert said.comments == ""
    assert said.created.date() == letter().written_on


def test_the_document_has_its_two_blocks_where_paper_has_them() -> None:
    body = Document(BytesIO(as_docx(letter()))).element.body
    frames = [
        {name: int(frame.get(qn(f"w:{name}"))) / 56.7 for name in ("x", "y", "w")}
        for frame in body.iter(qn("w:framePr"))
    ]
    assert [(round(one["x"]), round(one["y"]), round(one["w"])) for one in frames] == [
        (25, 20, 80),
        (110, 50, 80),
    ]


def test_the_same_letter_gives_the_same_pdf() -> None:
    assert as_pdf(letter()) == as_pdf(letter())
