"""What a letter says, ready to be laid out. Everything is plain text: nothing in it is obeyed."""

from dataclasses import dataclass
from datetime import date
from unicodedata import category, normalize

from entremise.core.typography import long_date


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; its line ends are kept."""

    text: str


@dataclass(frozen=True)
class Listing:
    """Items, one under the other."""

    items: tuple[str, ...]


Block = Paragraph | Listing


@dataclass(frozen=True)
class Letter:
    """A letter as French offices write it. Lines of an address come in their order.

    `signatures` says who signs at the end, each in a box of their own: for an agreement. Any part
    may be empty.
    """

    sender: tuple[str, ...]
    addressee: tuple[str, ...]
    place: str
    written_on: date
    subject: str
    body: tuple[Block, ...]
    reference: str = ""
    closing: str = ""
    signatory: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    foot: str = ""

    @property
    def dateline(self) -> str:
        """« Lille, le 1er mars 2026 »."""
        day = f"le {long_date(self.written_on)}"
        return f"{self.place}, {day}" if self.place else day.capitalize()


def plain(text: str) -> str:
    """The same words, with nothing that a file of a word processor or a page cannot hold."""
    lines = normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        sign for sign in lines if sign == "\n" or category(sign) not in {"Cc", "Cs", "Cn"}
    )
