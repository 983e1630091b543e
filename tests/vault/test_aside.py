"""What a form put aside opens for whoever has its page, for a day, and for nobody else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command

from entremise.core import clock
from entremise.vault.aside import put_aside, sweep, take_back
from entremise.vault.enums import Kind
from entremise.vault.uploads import CleanFile

FILE = CleanFile(b"une image", Kind.PNG, "palier.png")


def _stored(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_only_its_ticket_opens_it(settings: Any) -> None:
    ticket = put_aside(FILE)
    assert take_back(ticket) == CleanFile(b"une image", Kind.PNG, "photo.png")
    (path,) = _stored(settings)
    assert b"une image" not in path.read_bytes()
    secret = ticket.partition(":")[2]
    assert secret.rstrip("=") not in str(path)
    for other in (f"jpeg:{secret}", f"pdf:{secret}", "png:" + "A" * 43 + "=", "", ":", secret):
        assert take_back(other) is None


def test_an_altered_file_is_not_taken_back(settings: Any) -> None:
    ticket = put_aside(FILE)
    (path,) = _stored(settings)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert take_back(ticket) is None


def test_it_is_gone_after_a_day(settings: Any, capsys: Any) -> None:
    assert sweep() == 0
    ticket = put_aside(FILE)
    assert sweep() == 0
    with clock.hold(clock.now() + timedelta(hours=25)):
        call_command("sweep_aside")
    assert "1 fichier" in capsys.readouterr().out
    assert (take_back(ticket), _stored(settings)) == (None, [])
