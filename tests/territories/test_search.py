"""Finding a commune by what one may type of it."""

from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from entremise.territories.models import Commune, FormerCommune, SearchTerm
from entremise.territories.names import SMALL_WORDS, key, words
from entremise.territories.queries import FoundCommune, search_communes
from tests.support.cast import Cast
from tests.support.client import PageClient, client_of
from tests.territories import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _codes(tmp_path: Path, db: None) -> None:
    samples.load_sample(tmp_path)


def names(found: list[FoundCommune]) -> list[str]:
    return [one.commune.name for one in found]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lille", ["Lille"]),
        ("LIL", ["Lille"]),
        ("st etienne", ["Saint-Étienne", "Saint-Étienne-du-Rouvray"]),
        ("Saint-Etienne", ["Saint-Étienne", "Saint-Étienne-du-Rouvray"]),
        ("saint étienne du", ["Saint-Étienne-du-Rouvray"]),
        ("rouvray", ["Saint-Étienne-du-Rouvray"]),
        ("etienne", ["Saint-Étienne", "Saint-Étienne-du-Rouvray"]),
        ("ste", ["Saint-Étienne", "Saint-Étienne-du-Rouvray", "Steene", "Sainte-Croix-d'Essai"]),
        ("ste croix", ["Sainte-Croix-d'Essai"]),
        ("l'hay", ["L'Haÿ-les-Roses"]),
        ("LHAY LES ROSES", ["L'Haÿ-les-Roses"]),
        ("roses", ["L'Haÿ-les-Roses"]),
        ("les", []),
        ("59510", ["Hem"]),
        ("62140", ["Hesdin-la-Forêt", "Marconnelle"]),
        ("59350", ["Lille"]),
        ("2a0", ["Ajaccio"]),
        ("lomme", ["Lille"]),
        ("59355", ["Lille"]),
        ("62772", ["Hesdin-la-Forêt"]),
        ("hesdin", ["Hesdin-la-Forêt"]),
        ("marconne", ["Hesdin-la-Forêt", "Marconnelle"]),
        ("nulle part", []),
        ("", []),
        ("  - ' ", []),
        ("%", []),
        ("*", []),
        ("x" * 500, []),
    ],
)
def test_what_is_typed_and_what_is_found(typed: str, expected: list[str]) -> None:
    assert names(search_communes(typed)) == expected


def test_what_was_typed_exactly_comes_first_then_the_larger() -> None:
    Commune.objects.filter(name="Marconnelle").update(population=9_999_999)
    assert names(search_communes("marconne")) == ["Hesdin-la-Forêt", "Marconnelle"]
    Commune.objects.filter(name="Saint-Étienne-du-Rouvray").update(population=9_999_999)
    assert names(search_communes("sai"))[:2] == ["Saint-Étienne-du-Rouvray", "Saint-Étienne"]


def test_a_hint_tells_why_it_was_found() -> None:
    def hint(typed: str) -> str:
        return search_communes(typed)[0].hint.replace("\u00a0", " ")

    assert hint("lille") == "Nord (59) · 59000…"
    assert hint("59260") == "Nord (59) · 59260…"
    assert hint("59350") == "Nord (59) · 59000… · code INSEE 59350"
    assert hint("lomme") == "Nord (59) · 59000… · « Lomme », commune associée"
    assert hint("marconne") == "Pas-de-Calais (62) · 62140 · « Marconne », commune déléguée"
    assert hint("62772") == "Pas-de-Calais (62) · 62140 · ancien code 62772"
    assert hint("sainte croix") == "Loire (42)"


def test_a_search_may_be_kept_within_some_communes() -> None:
    within = Commune.objects.filter(departement="42")
    assert names(search_communes("sai", within=within)) == ["Saint-Étienne", "Sainte-Croix-d'Essai"]


def test_no_more_than_asked_and_each_once() -> None:
    assert names(search_communes("59", limit=2)) == ["Lille", "Hem"]
    assert search_communes("lille", limit=0) == []


def test_many_terms_of_one_commune_do_not_hide_the_others() -> None:
    """Paris has twenty postal codes and as many former codes that begin alike."""
    lille = Commune.objects.get(code="59350")
    SearchTerm.objects.bulk_create(
        SearchTerm(text=f"59{n:03}", rank=SearchTerm.Rank.CODE, commune=lille) for n in range(60)
    )
    assert names(search_communes("59")) == ["Lille", "Hem", "Steene"]


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_beginning_of_any_name_finds_it(data: st.DataObject) -> None:
    name, code = data.draw(
        st.sampled_from(
            [*Commune.objects.values_list("name", "code")]
            + [*FormerCommune.objects.exclude(name="").values_list("name", "commune_id")]
        )
    )
    typed = name[: data.draw(st.integers(1, len(name)))]
    found = search_communes(data.draw(st.sampled_from([typed, typed.lower(), typed.upper()])), 50)
    assert code in {one.commune.code for one in found}


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="saintelmr2059' -é", max_size=8))
def test_the_index_finds_what_a_plain_reading_finds(typed: str) -> None:
    """Names only: a commune is found if its key, or the rest from a telling word, begins so."""
    expected = set()
    for name, code in [
        *Commune.objects.values_list("name", "code"),
        *FormerCommune.objects.exclude(name="").values_list("name", "commune_id"),
    ]:
        parts = words(name)
        telling = [n for n, word in enumerate(parts) if n == 0 or word not in SMALL_WORDS]
        follows = {"".join(parts[n:]) for n in telling}
        if key(typed) and any(text.startswith(key(typed)) for text in follows):
            expected.add(code)
    found = {one.commune.code for one in search_communes(typed, 50)}
    if not typed.strip(" '-") or any(char.isdigit() for char in typed):
        return
    if words(typed)[-1] in {"saint", "sainte"}:
        assert expected <= found  # « st » is also read as it is
    else:
        assert found == expected


def test_both_databases_answer_from_the_index() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = SearchTerm.objects.filter(text__begins="lil").explain()
    assert "territories_searchterm_text" in plan
    assert "SCAN territories_searchterm" not in plan


def test_a_search_takes_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        search_communes("saint")


ADDRESS = "/territoires/communes"


def test_the_address_answers_json(cast: Cast) -> None:
    assert reverse("territories:communes") == ADDRESS
    answer = client_of(cast.mediator).get(ADDRESS, {"q": "lomme"})
    assert answer.json() == [
        {
            "code": "59350",
            "label": "Lille",
            "hint": "Nord (59) · 59000… · «\u00a0Lomme\u00a0», commune associée",
        }
    ]
    assert client_of(cast.mediator).get(ADDRESS).json() == []


def test_a_visitor_is_sent_to_sign_in() -> None:
    answer = PageClient().get(ADDRESS, {"q": "lille"})
    assert answer.status_code == 302
    assert "connexion" in answer["Location"]
