"""A letter for a word processor: paragraphs with styles, nothing to unlock, nothing to run."""

from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from .letter import Letter, Listing, plain

FONT = "Arial"  # every computer has it, or one as wide
SUBJECT = "Objet"
SOFT = RGBColor(0x56, 0x60, 0x72)

# The two blocks of the head, from the top left of the page (NF Z11-001): the sender, then the
# addressee where the window of an envelope is. In twips; the text begins below the taller.
SENDER = {"w": Mm(80), "h": Mm(76), "x": Mm(25), "y": Mm(20)}
ADDRESSEE = {"w": Mm(80), "h": Mm(42), "x": Mm(110), "y": Mm(50)}


def as_docx(letter: Letter) -> bytes:
    """The letter as a DOCX. The same letter gives the same words and the same layout."""
    document = Document()
    _prepare(document, letter)
    _framed(document, letter.sender, SENDER)
    _framed(document, letter.addressee, ADDRESSEE)
    _write(document.add_paragraph(), letter.dateline).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if letter.subject:
        _write(document.add_paragraph(style=SUBJECT), f"Objet\u00a0: {letter.subject}")
    if letter.reference:
        _write(document.add_paragraph(), f"Référence\u00a0: {letter.reference}")
    for block in letter.body:
        if isinstance(block, Listing):
            for item in block.items:
                _write(document.add_paragraph(style="List Bullet"), item)
        else:
            _write(document.add_paragraph(), block.text)
    if letter.closing:
        _write(document.add_paragraph(), letter.closing)
    if letter.signatory:
        _sign(document, letter)
    _boxes(document, letter.signatures)
    _foot(document, letter.foot)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _write(paragraph: WordParagraph, text: str) -> WordParagraph:
    paragraph.add_run(plain(text))
    return paragraph


def _prepare(document: Any, letter: Letter) -> None:
    """The page, the styles, and what the file says of itself."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.15
    normal.paragraph_format.widow_control = True
    footer = document.styles["Footer"]
    footer.font.size, footer.font.color.rgb = Pt(8), SOFT
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for holder in (normal.element.get_or_add_rPr(), defaults):
        for old in holder.findall(qn("w:lang")):
            holder.remove(old)
        holder.append(_element("w:lang", val="fr-FR", eastAsia="fr-FR"))
    subject = document.styles.add_style(SUBJECT, WD_STYLE_TYPE.PARAGRAPH)
    subject.base_style = normal
    subject.font.bold = True
    subject.paragraph_format.space_before = Pt(14)
    # A heading for those who go from one to the next, whatever it looks like.
    subject.element.get_or_add_pPr().append(_element("w:outlineLvl", val="0"))
    said = document.core_properties
    said.title, said.author = plain(letter.subject), plain(" ".join(letter.sender[:1]))
    said.comments, said.language, said.last_modified_by = "", "fr-FR", said.author
    said.created = said.modified = datetime.combine(letter.written_on, time(12), UTC)


def _framed(document: Any, lines: tuple[str, ...], place: dict[str, Mm]) -> None:
    """A block at its place on the page; what follows begins below."""
    paragraph = _write(document.add_paragraph(), "\n".join(lines))
    paragraph.paragraph_format.space_after = Pt(0)
    frame = _element("w:framePr", hRule="atLeast", wrap="notBeside", vAnchor="page", hAnchor="page")
    for name, length in place.items():
        frame.set(qn(f"w:{name}"), str(length.twips))
    paragraph._p.get_or_add_pPr().insert(0, frame)


def _sign(document: Any, letter: Letter) -> None:
    paragraph = _write(document.add_paragraph(), "\n".join(letter.signatory))
    paragraph.paragraph_format.left_indent = Mm(85)
    paragraph.paragraph_format.space_before = Pt(18)
    paragraph.paragraph_format.keep_together = True


def _boxes(document: Any, signatures: tuple[str, ...]) -> None:
    """A box for each who signs, two by two, never cut by the end of a page."""
    if not signatures:
        return
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for at in range(0, len(signatures), 2):
        row = table.add_row()
        row.height, row.height_rule = Mm(32), WD_ROW_HEIGHT_RULE.AT_LEAST
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        for cell, name in zip(row.cells, signatures[at : at + 2], strict=False):
            _write(cell.paragraphs[0], name)


def _foot(document: Any, foot: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    if foot:
        _write(paragraph, f"{foot}\n")
    for rank, field in enumerate(("PAGE", "NUMPAGES")):
        if rank:
            paragraph.add_run("\u202f/\u202f")
        paragraph._p.append(_element("w:fldSimple", instr=field))


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
