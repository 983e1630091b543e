"""Each permission is in the matrix, and does what the matrix says, for one object and in lists."""

import inspect
from importlib import import_module

import pytest
from django.db.models import Model

from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from tests.architecture.sources import PACKAGE
from tests.support.cast import Cast
from tests.support.permissions import PAGE, page
from tests.support.rights import YES, Right, all_rights, places

# Some objects hold sealed words, whose keys are in their own database.
pytestmark = pytest.mark.django_db(databases=["default", "keys"])

RIGHTS = all_rights()


def _functions(prefix: str) -> set[str]:
    files = [*PACKAGE.glob("*/policies.py"), *PACKAGE.glob("*/policies/[!_]*.py")]
    names = [".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in files]
    modules = [import_module(f"entremise.{name}") for name in names]
    return {
        f"{module.__name__}.{name}"
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith(prefix) and function.__module__ == module.__name__
    }


def _name(function: object) -> str:
    return f"{function.__module__}.{getattr(function, '__name__', '')}"


def test_each_permission_has_a_row() -> None:
    assert sorted(_functions("can_") - {_name(right.policy) for right in RIGHTS}) == []


def test_each_list_has_its_dual() -> None:
    assert sorted(_functions("visible_") - {_name(r.visible) for r in RIGHTS if r.visible}) == []
    assert [right.does for right in RIGHTS if right.make and not right.visible] == []


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: right.does)
def test_a_right_reaches_as_far_as_said(cast: Cast, right: Right) -> None:
    things = {
        letter: right.make(cast, dispositif) if right.make else None
        for letter, dispositif in places(cast).items()
    }
    assert not _reach(right, things, cast.visitor.actor)
    found = {role: _reach(right, things, cast.of(role).actor) for role in Role}
    assert found == {role: right.grants.get(role, "") for role in Role}


def _reach(right: Right, things: dict[str, Model | None], actor: Actor) -> str:
    """The letters of the places the actor reaches; what is allowed must be in the list."""
    if right.visible is None:
        return YES if right.policy(actor) else ""
    reach = ""
    for letter, thing in things.items():
        allowed = right.policy(actor, thing)
        listed = right.visible(actor).filter(pk=thing.pk).exists()
        assert listed >= allowed, f"{actor.role} peut {right.does}, mais ne le voit pas en liste"
        assert allowed or not (right.everything and listed), f"{actor.role} voit trop en liste"
        reach += letter * allowed
    return reach


def test_the_page_of_rights_is_up_to_date() -> None:
    assert PAGE.read_text() == page(), "lancez « make fix »"
