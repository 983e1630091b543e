"""Documents that lead somewhere, decisions that stay short, a page of rights that is up to date."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, named

LINK = re.compile(r"\[[^\]]*\]\(([^)#:\s]+)(?:#[^)]*)?\)")
ADR_LINES = 45


def _documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("path", _documents(), ids=named)
def test_relative_links_lead_somewhere(path: Path) -> None:
    targets = LINK.findall(path.read_text())
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=named)
def test_a_decision_is_short_and_numbered(path: Path) -> None:
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", path.stem)
    lines = path.read_text().splitlines()
    assert len(lines) <= ADR_LINES
    assert lines[0].startswith("# ")


def test_decisions_are_numbered_in_order() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
