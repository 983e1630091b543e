"""Each member of the house opens every page: none breaks, none breaks a rule."""

import pytest

from tests.support.belongings import make_belongings
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.routes import all_routes

# Some pages open what is sealed.
pytestmark = pytest.mark.django_db(databases=["default", "keys"])

# Pages are the same on both databases: two roles are enough for the second.
PEOPLE = (
    "director",
    "regional",
    *(
        pytest.param(name, marks=pytest.mark.once)
        for name in ("mediator", "coordinator", "partner", "steering", "admin", "dpo", "visitor")
    ),
)


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_answers(cast: Cast, name: str) -> None:
    owned = make_belongings(cast)
    client, opened = PageClient().sign_in(getattr(cast, name)), 0
    for route in all_routes():
        for url in route.urls(owned):
            response = client.get(url)
            assert response.status_code < 500, f"{url} : {response}"
            opened += response.status_code == 200
    assert opened, "aucune page ne s'ouvre"
