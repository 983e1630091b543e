"""A neighbour, a partner who pays for something else and a visitor try every door of the house."""

import pytest
from django.db import connection

from tests.support.belongings import make_belongings
from tests.support.cast import Cast
from tests.support.forms import FoundForm
from tests.support.intruders import Intruder, Witness, copied_forms, leaks
from tests.support.routes import all_routes

# Every table is looked at, those of the keys included.
pytestmark = pytest.mark.django_db(databases=["default", "keys"])

INTRUDERS = (
    "neighbour_director",
    "neighbour_mediator",
    "neighbour_dpo",
    "other_partner",
    "visitor",
)


def test_nothing_leaks_and_nothing_changes(cast: Cast) -> None:
    """One after the other, in one house: what it holds and its forms are made once."""
    owned = make_belongings(cast)
    targets = [(route, url) for route in all_routes() for url in route.urls(owned)]
    forms: dict[str, FoundForm] = {}
    for owner in (cast.mediator, cast.director, cast.regional, cast.admin):
        forms |= copied_forms(owner, [url for _, url in targets])
    assert forms, "aucun formulaire à copier"
    found = []
    for name in _intruders():
        intruder = Intruder(getattr(cast, name), forms)
        with Witness() as witness:
            for route, url in targets:
                for said, response in intruder.attempts(route, url, cast):
                    found += [f"{name} : {url} {fault}" for fault in leaks(said, response, owned)]
                    assert response.status_code < 500, f"{url} : erreur {response.status_code}"
                found += [f"{name} : {url} {fault}" for fault in witness.damage(owned)]
    assert found == []


def _intruders() -> tuple[str, ...]:
    """Policies are the same on both databases: one intruder is enough for the second."""
    return INTRUDERS if connection.vendor == "sqlite" else INTRUDERS[:1]
