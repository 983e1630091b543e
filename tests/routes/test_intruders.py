"""A neighbour, a partner who pays for something else and a visitor try every door of the house."""

import pytest

from tests.support.belongings import make_belongings
from tests.support.cast import Cast
from tests.support.forms import FoundForm
from tests.support.intruders import Intruder, all_rows, copied_forms, damage, leaks
from tests.support.routes import all_routes

# Every table is looked at, those of the keys included.
pytestmark = pytest.mark.django_db(databases=["default", "keys"])

# Policies are the same on both databases: one of them is enough for the second.
INTRUDERS = (
    "neighbour_director",
    *(
        pytest.param(name, marks=pytest.mark.once)
        for name in ("neighbour_mediator", "neighbour_dpo", "other_partner", "visitor")
    ),
)


@pytest.mark.parametrize("name", INTRUDERS)
def test_nothing_leaks_and_nothing_changes(cast: Cast, name: str) -> None:
    owned = make_belongings(cast)
    targets = [(route, url) for route in all_routes() for url in route.urls(owned)]
    forms: dict[str, FoundForm] = {}
    for owner in (cast.mediator, cast.director, cast.regional, cast.admin):
        forms |= copied_forms(owner, [url for _, url in targets])
    assert forms, "aucun formulaire à copier"
    intruder = Intruder(getattr(cast, name), forms)
    found = []
    before = all_rows()
    for route, url in targets:
        for said, response in intruder.attempts(route, url, cast):
            found += [f"{url} {fault}" for fault in leaks(said, response, owned)]
            assert response.status_code < 500, f"{url} : erreur {response.status_code}"
        after = all_rows()
        found += [f"{url} {fault}" for fault in damage(before, after, owned)]
        before = after
    assert found == []
