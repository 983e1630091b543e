"""Letters to lay out."""

from dataclasses import replace
from datetime import date

from entremise.core.letters.letter import Letter, Listing, Paragraph
from entremise.core.letters.texts import first_texts, letter_of

VALUES = {
    "destinataire": "Personne d'essai",
    "adresse": "3 rue de l'Essai, 59000 Lille",
    "dispositif": "Moulins",
    "structure": "Citéo",
    "mediateurs": "Médiateur 012 et Médiateur 014",
    "numero": "2026-0042",
    "date": "1er décembre 2026",
    "lieu_rendez_vous": "Maison de quartier",
    "date_rendez_vous": "mardi 8 décembre 2026",
    "heure_rendez_vous": "18 h 30",
    "engagements": ["Baisser le son après 22 heures", "Se prévenir avant une fête"],
    "telephone_dispositif": "03 00 00 00 00",
    "motif_cloture": "les personnes se reparlent",
}


def letter(code: str = "proposal", **changes: object) -> Letter:
    """One of the four, ready to be sent."""
    made = letter_of(
        first_texts()[code],
        VALUES,
        sender=("Citéo", "Dispositif Moulins", "12 rue de l'Essai", "59000 Lille"),
        addressee=("Personne d'essai", "3 rue de l'Essai", "59000 Lille"),
        place="Lille",
        written_on=date(2026, 12, 1),
        signatory=("Médiateur 012",),
        reference="2026-0042",
        foot="Citéo, 12 rue de l'Essai, 59000 Lille",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


# What would be obeyed by Typst, by Word or by a browser, if it were read as anything but words.
HOSTILE = (
    '#import "x.typ"', "#panic(1)", "*gras*", "_x_", "$a$", "<label>", "@ref", "&amp;", "<w:p/>",
    "]]>", "\\", "`code`", "// fin", "/* fin", "= titre", '"', "#{", "${x}", "=1+1", "http://x.fr/",
)  # fmt: skip


def hostile() -> Letter:
    """Everything in it tries to be more than words."""
    words = " ".join(HOSTILE)
    return letter(
        sender=HOSTILE[:4], addressee=(words,), place=words, subject=words, reference=words,
        body=(Paragraph(words), Listing(HOSTILE)), closing=words, signatory=(words,),
        signatures=(words,), foot=words,
    )  # fmt: skip
