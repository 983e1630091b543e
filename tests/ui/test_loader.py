"""Pages are typed with the keys of keyboards, and read as printers would set them."""

from pathlib import Path

from django.template import Engine, Origin

from entremise.ui.loader import Loader

TYPED = """<p title="l'un : deux">L'un, {% if a == 'b' %}d'{{ x|default:'l' }}
{% box "c'est : oui" %} : « {{ x }} » ?</p>"""
READ = """<p title="l'un : deux">L’un, {% if a == 'b' %}d’{{ x|default:'l' }}
{% box "c’est\u00a0: oui" %}\u00a0: «\u00a0{{ x }}\u00a0»\u202f?</p>"""


def _source(path: Path) -> str:
    path.write_text(TYPED)
    return Loader(Engine()).get_contents(Origin(str(path)))


def test_only_what_a_person_reads_is_set(tmp_path: Path) -> None:
    assert _source(tmp_path / "page.html") == READ


def test_a_mail_stays_as_it_was_typed(tmp_path: Path) -> None:
    assert _source(tmp_path / "mail.txt") == TYPED
