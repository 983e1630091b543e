"""Every address has a policy and says whether it writes."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from entremise.core.readonly import WriteInPageError
from entremise.core.web import anyone, command, page
from entremise.structures.actor import VISITOR
from tests.structures.factories import make_structure
from tests.support.routes import Route, all_routes

# Views of other people, that read nothing of ours: why they need no policy.
UNGUARDED = {
    "openapi-json": "the description of the API is public",
    "api-root": "always answers 404, to resolve the address of the API",
}
# Operations of the API that answer without a token, and why.
PUBLIC_OPERATIONS: dict[str, str] = {}


def _is_guarded(route: Route) -> bool:
    if route.operations:
        return all(
            one.auth_callbacks or one.operation_id in PUBLIC_OPERATIONS for one in route.operations
        )
    return getattr(route.view, "intent", None) in {"page", "command"} or route.name in UNGUARDED


def test_every_address_has_a_policy() -> None:
    found = [f"/{route.path} ({route.name})" for route in all_routes() if not _is_guarded(route)]
    assert found == [], "décorez la vue avec @page(policy) ou @command(policy)"


@pytest.mark.django_db
@pytest.mark.parametrize("decorate", [page(anyone), command(anyone)], ids=["page", "command"])
def test_reading_a_page_cannot_write(decorate, rf: RequestFactory) -> None:
    def careless(request: HttpRequest) -> HttpResponse:
        make_structure()
        return HttpResponse()

    request = rf.get("/")
    request.actor = VISITOR  # type: ignore[attr-defined]
    with pytest.raises(WriteInPageError):
        decorate(careless)(request)
