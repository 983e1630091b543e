"""The guard of free text warns about what names or exposes a person, and about nothing else."""

import pytest

from entremise.core.guard import warnings


@pytest.mark.parametrize(
    ("note", "word"),
    [
        ("Rappeler jean.dupont@example.org demain", "électronique"),
        ("Son numéro : 06 12 34 56 78", "téléphone"),
        ("joindre au +33612345678", "téléphone"),
        ("NIR 1 85 05 59 350 123 45", "sécurité sociale"),
        ("Mme Durand se plaint du bruit", "nommer"),
        ("suivi en psychiatrie", "santé"),
    ],
)
def test_what_exposes_a_person_is_noticed(note: str, word: str) -> None:
    assert any(word in sentence for sentence in warnings(note))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "Groupe d'une dizaine de jeunes devant le hall 12, dialogue, départ vers 23 h 30.",
        "Ascenseur en panne depuis 3 jours, bâtiment B, 59000 Lille.",
        "Orientation vers la mission locale ; rendez-vous le 12/03/2026.",
        "Quinze passages, 45 min de présence.",
    ],
)
def test_ordinary_notes_pass(note: str) -> None:
    assert warnings(note) == []
