"""The harness refuses what it promises to refuse."""

import socket

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, Origin, Template
from django.urls import path
from pytest_django import Settings

from entremise.structures.enums import Role
from entremise.structures.models import Structure
from tests.structures.factories import make_structure
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries
from tests.support.html import faults
from tests.support.network import NetworkForbiddenError
from tests.support.variables import OURS, UndefinedVariableError

PAGE = "<html><body><h1>Titre</h1>{}</body></html>"


@pytest.mark.parametrize(
    "fragment",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        '<p style="color: red">',
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        "<h1>Un autre titre</h1>",
        '<p id="a"></p><p id="a"></p>',
        '<input name="age">',
        "<textarea></textarea>",
        "<p>{{ oublié }}</p>",
        '<a href="{% url x %}">',
    ],
)
def test_a_faulty_page_is_refused(fragment: str) -> None:
    assert faults(PAGE.format(fragment))


@pytest.mark.parametrize(
    "fragment",
    [
        '<script src="/a.js"></script><script type="application/json">{"a": {"b": 1}}</script>',
        '<label for="x">Âge</label><input id="x">',
        "<label>Âge <input></label>",
        '<input type="hidden"><input aria-label="Âge">',
        "<p>{1, 2}</p>",
    ],
)
def test_a_sound_page_is_accepted(fragment: str) -> None:
    assert faults("<html><h1>Titre</h1>" + fragment + "</html>") == []


def test_a_fragment_needs_no_heading() -> None:
    assert faults("<p>Bonjour</p>") == []


def _render(source: str, **context: object) -> str:
    origin = Origin(f"{OURS}/portal/templates/essai.html", template_name="essai.html")
    return Template(source, origin, engine=Engine()).render(Context(context))


@pytest.mark.parametrize(
    "source", ["{{ absent }}", "{{ a.absent }}", "{% if a.absent %}{% endif %}"]
)
def test_an_undefined_variable_fails(source: str) -> None:
    with pytest.raises(UndefinedVariableError):
        _render(source, a={"b": 1})


@pytest.mark.parametrize(
    "source", ["{% if absent %}{% endif %}", '{{ absent|default:"" }}', "{{ a.b }}"]
)
def test_what_is_optional_or_defined_passes(source: str) -> None:
    _render(source, a={"b": 1})


def test_templates_of_others_keep_django_rules() -> None:
    assert Template("{{ absent }}", engine=Engine()).render(Context()) == ""


def test_the_network_is_out_of_reach() -> None:
    with socket.socket() as outside, pytest.raises(NetworkForbiddenError):
        outside.connect(("192.0.2.1", 80))


def _structures(request: HttpRequest) -> HttpResponse:
    """A page with the classic fault: one more query for each row."""
    return HttpResponse(f"<p>{sum(s.dispositifs.count() for s in Structure.objects.all())}</p>")


urlpatterns = [path("fautive/", _structures)]


@pytest.mark.django_db
def test_a_page_that_asks_once_per_row_is_caught(client: PageClient, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__

    def grow(rows: int) -> None:
        for _ in range(rows):
            make_structure()

    with pytest.raises(AssertionError, match="requêtes pour 1 ligne"):
        assert_constant_queries(client, "/fautive/", grow)


def test_the_cast_plays_every_role(cast: Cast) -> None:
    for role in Role:
        assert cast.of(role).actor.role == role
    assert not cast.visitor.actor.is_authenticated
    assert cast.neighbour_director.actor.structure_id != cast.director.actor.structure_id
