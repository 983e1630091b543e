"""Tables of others: every encoding and separator, and those that mean harm."""

import zipfile
from io import BytesIO

import pytest

from entremise.core.errors import Refusal
from entremise.core.streaming import csv_lines
from entremise.imports.enums import TableKind
from entremise.imports.sheets import Opened, clean_table, open_table
from tests.imports.factories import upload, xlsx_of

SHEET = "xl/worksheets/sheet1.xml"


def _opened(content: bytes, sheet: int = 0) -> Opened:
    table = clean_table(upload(content))
    return open_table(table.content, table.kind, sheet)


def _refused(content: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        _opened(content)
    return refused.value.code


def _remade(workbook: bytes, **parts: bytes) -> bytes:
    """The same archive, some of its parts replaced or added (`__` stands for a slash)."""
    held = BytesIO()
    wanted = {name.replace("__", "/").replace("_dot_", "."): held_ for name, held_ in parts.items()}
    with zipfile.ZipFile(BytesIO(workbook)) as old, zipfile.ZipFile(held, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, wanted.pop(name, None) or old.read(name))
        for name, content in wanted.items():
            new.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_program_writes_its_own_csv(encoding: str, separator: str) -> None:
    lines = ["nom¤ville", '"Régie ; de, la\nCité"¤Évry', "L’œuvre¤Lille", ""]
    content = "\r\n".join(lines).replace("¤", separator).encode(encoding)
    opened = _opened(content)
    assert opened.header == ("nom", "ville")
    assert opened.rows == ((2, ["Régie ; de, la\nCité", "Évry"]), (3, ["L’œuvre", "Lille"]))


def test_titles_are_told_apart_and_empty_rows_left_out() -> None:
    opened = _opened(b"\n;;\nnom;nom;;ville\n\nA;B;C;D;E\n")
    assert opened.header == ("nom", "nom (2)", "Colonne C", "ville", "Colonne E")
    assert opened.rows == ((5, ["A", "B", "C", "D", "E"]),)


def test_values_of_a_workbook_are_written_as_one_would_type_them() -> None:
    content = xlsx_of(
        ["siret", "nombre", "oui", "vide", "texte"], [55208131766522, 12.5, True, "", " a "]
    )
    assert _opened(content).rows == ((2, ["55208131766522", "12.5", "oui", "", " a "]),)


MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


def _ods(body: str) -> bytes:
    held = BytesIO()
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="F">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(held, "w", 8) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return held.getvalue()


def _ods_row(*cells: str, again: str = "") -> str:
    held = "".join(
        f'<table:table-cell office:value-type="string" {again}><text:p>{cell}</text:p>'
        "</table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row>{held}</table:table-row>"


def test_a_workbook_of_libreoffice_is_read() -> None:
    opened = _opened(_ods(_ods_row("nom", "ville") + _ods_row("Régie", "Lille")))
    assert (opened.header, opened.rows) == (("nom", "ville"), ((2, ["Régie", "Lille"]),))


def test_a_cell_repeated_a_million_times_does_not_fill_the_memory() -> None:
    again = 'table:number-columns-repeated="1000000"'
    rows = _ods_row("nom") + _ods_row("a" * 10_000, again=again)
    assert _refused(_ods(rows)) in {"unreadable", "too_wide", "too_long"}


def test_what_no_database_holds_is_replaced() -> None:
    workbook = xlsx_of(["nom"], ["Citéo_ici"])
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts = {
        name.replace("/", "__").replace(".", "_dot_"): content.replace(b"_ici", b"_x0000_")
        for name, content in parts.items()
    }
    assert _opened(_remade(workbook, **parts)).rows == ((2, ["Citéo\ufffd"]),)
    said = rb'[{"nom\u0000": "\ud800"}]'
    assert (_opened(said).header, _opened(said).rows) == (("nom\ufffd",), ((2, ["\ufffd"]),))


def test_hidden_sheets_are_not_read() -> None:
    content = xlsx_of(["nom"], ["A"], hidden=["Salaires"])
    assert _opened(content).sheets == ("Feuille",)
    assert "Salaires" not in str(_opened(content))


def test_a_formula_leaves_as_it_came_and_harms_nobody() -> None:
    danger = ['=HYPERLINK("http://mal.example";"clic")', "+33", "-1", "@a", "'=1", "'x", "\tz"]
    content = "".join(csv_lines(["nom", "fin"], [[word, "."] for word in danger]))
    for line in content.splitlines()[1:]:
        assert line.strip('"')[0] not in "=+-@\t"
    read = [cells[0] for _, cells in _opened(content.encode()).rows]
    assert read == [word if word != "\tz" else "z" for word in danger] or read == danger


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"nom;ville\n", "no_row"),
        (b"nom;ville\nA\x00;B\n", "null_bytes"),
        (b"\xd0\xcf\x11\xe0rest", "old_office"),
        (b"PK\x03\x04rest", "unreadable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "null_bytes"),
        (b"<html><table><tr><td>nom</td></tr></table>", "unreadable"),
        (b"%PDF-1.7", "unreadable"),
        (b"\x1b[31mnom;ville\nA;B", "unreadable"),
        (b"nom;ville\n" + b'"' + b"a" * 200_000, "broken_quotes"),
        (b";".join([b"c"] * 1_000_000) + b"\n1\n", "too_wide"),
        (b"a;b\n" + b"1;2\n" * 100_002, "too_long"),
        (b'[{"a":' + b"[" * 900 + b"]" * 900 + b"}]", "unreadable"),
        (b'[{"a":' + b"[" * 100_000, "unreadable"),
    ],
    ids=range(15),
)
def test_what_is_not_a_table_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    assert _refused(content) == code


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    workbook = xlsx_of(["nom"], ["A"])
    swollen = _remade(workbook, xl__media__image1_dot_bin=b"0" * 210_000_000)
    assert len(swollen) < 1_000_000
    assert _refused(swollen) == "swollen"


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    workbook = bytearray(_remade(xlsx_of(["nom"], ["A"]), xl__big_dot_bin=b"0" * 5_000_000))
    size = (5_000_000).to_bytes(4, "little")
    assert workbook.count(size) >= 1
    lying = bytes(workbook).replace(size, (10).to_bytes(4, "little"))
    assert _refused(lying) == "unreadable"


def test_entities_are_refused() -> None:
    workbook = xlsx_of(["nom"], ["A"])
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">'
        b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    )
    assert _refused(_remade(workbook, xl__worksheets__sheet1_dot_xml=bomb)) == "unreadable"
    wide = bomb.decode().encode("utf-16")
    assert _refused(_remade(workbook, xl__worksheets__sheet1_dot_xml=wide)) == "unreadable"


def test_macros_are_refused() -> None:
    assert _refused(_remade(xlsx_of(["nom"], ["A"]), xl__vbaProject_dot_bin=b"x")) == "macros"


def test_a_cell_at_the_far_end_does_not_fill_the_memory() -> None:
    far = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        b'2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    found = _refused(_remade(xlsx_of(["nom"], ["A"]), xl__worksheets__sheet1_dot_xml=far))
    assert found in {"unreadable", "too_long", "too_wide"}


def test_a_workbook_whose_sheets_are_all_hidden_is_refused() -> None:
    workbook = xlsx_of(["nom"], ["A"])
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        book = archive.read("xl/workbook.xml").replace(
            b"<sheet name=", b'<sheet state="hidden" name='
        )
    assert _refused(_remade(workbook, xl__workbook_dot_xml=book)) == "hidden"


def test_the_name_decides_nothing() -> None:
    table = clean_table(upload(xlsx_of(["nom"], ["A"]), "../../etc/passwd\u202exslx.csv"))
    assert table.kind is TableKind.XLSX
    assert table.name == "passwdxslx.xlsx"
