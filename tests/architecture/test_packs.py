"""Data is data: files with a source and a licence, never long literals in Python."""

import ast
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, modules, named, tree

DATA = ROOT / "data"
TOO_LONG = 60


def _lacks(path: Path) -> list[str]:
    """What a description does not say; a pack of several files may say it file by file."""
    pack = tomllib.loads(path.read_text())
    files = pack.get("files", [])
    said = {
        "title": pack.get("title"),
        "date": pack.get("date"),
        "source": pack.get("source") or pack.get("sources") or all("producer" in f for f in files),
        "licence": pack.get("licence") or (files and all("licence" in f for f in files)),
    }
    return [key for key, value in said.items() if not value]


@pytest.mark.parametrize(
    "path", sorted([*DATA.glob("reference/*.toml"), *DATA.glob("*/pack.toml")]), ids=named
)
def test_a_pack_says_where_it_comes_from(path: Path) -> None:
    assert _lacks(path) == []


def test_every_folder_of_data_is_described() -> None:
    folders = {path for path in DATA.iterdir() if path.is_dir() and path.name != "reference"}
    assert sorted(named(path) for path in folders if not (path / "pack.toml").exists()) == []


def test_no_data_hides_in_python() -> None:
    found = [
        f"{named(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.List | ast.Tuple | ast.Set)
        and len(node.elts) > TOO_LONG
        or isinstance(node, ast.Dict)
        and len(node.keys) > TOO_LONG
    ]
    assert found == [], f"plus de {TOO_LONG} valeurs : un fichier de data/, avec sa source"
