"""A module says what it knows; a drawer for everything says nothing."""

from tests.architecture.sources import modules, named

DRAWERS = {"utils", "helpers", "common", "mixins", "services", "misc", "tools", "lib", "base_utils"}


def test_no_module_is_a_drawer() -> None:
    found = [named(path) for path in modules() if {path.stem, *path.parent.parts[-3:]} & DRAWERS]
    assert found == [], "nommez-les d'après ce qu'ils savent"
