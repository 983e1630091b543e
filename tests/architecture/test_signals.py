"""No write happens behind a reader's back: actions call, signals are not used."""

import ast

from tests.architecture.sources import modules, named, tree


def _listens(node: ast.AST) -> bool:
    """`@receiver(...)` or `some_signal.connect(...)`."""
    if isinstance(node, ast.FunctionDef):
        return any("receiver" in ast.unparse(decorator) for decorator in node.decorator_list)
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
        ("_save.connect", "_delete.connect", "_changed.connect", "_init.connect", "signal.connect")
    )


def test_nobody_listens_to_signals() -> None:
    found = [
        f"{named(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if _listens(node)
    ]
    assert found == [], "appelez l'action au lieu d'écouter un signal"
