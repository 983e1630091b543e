"""What funders pay for: adding a line, correcting it, ending it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from entremise.core.errors import Refusal
from entremise.core.typography import figure
from entremise.journal.models import JournalLine
from entremise.structures.actions import Terms, add_funding_line
from entremise.structures.forms.funding import TermsForm
from entremise.structures.models import FundingLine, Structure
from entremise.territories.models import Commune
from tests.structures.factories import make_funding_line
from tests.support.cast import Cast
from tests.support.client import PageClient, client_of
from tests.territories.factories import LILLE, make_commune, make_qpv


@pytest.fixture
def director(cast: Cast) -> PageClient:
    for dispositif in (cast.dispositif, cast.other_dispositif):
        dispositif.qpvs.add(make_qpv())
    return client_of(cast.director)


def _new(cast: Cast) -> str:
    return reverse("funding_new", args=[cast.dispositif.pk])


def _posted(**changes: Any) -> dict[str, Any]:
    return {
        "funder": "Ville de Roubaix",
        "label": "Convention triennale",
        "starts_on": "2031-01-01",
        "ends_on": "2031-12-31",
        "amount": "12 000,50",
        "scope": "qpv_only",
    } | changes


def _text(response: Any) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_a_line_is_added(cast: Cast, director: PageClient) -> None:
    assert director.post(_new(cast), _posted()).status_code == 302
    line = FundingLine.objects.get(label="Convention triennale")
    assert (line.dispositif, line.funder) == (cast.dispositif, cast.other_funder)
    assert (line.amount, line.scope) == (Decimal("12000.50"), "qpv_only")
    entry = JournalLine.objects.get()
    assert (entry.verb, entry.structure_id) == ("funding.added", cast.structure.pk)


def test_without_priority_neighbourhoods_a_line_is_not_kept_to_them(
    cast: Cast, director: PageClient
) -> None:
    cast.dispositif.qpvs.clear()
    page = director.get(_new(cast)).content.decode()
    assert "ne dessert aucun quartier prioritaire" in page
    assert "qpv_only" not in page
    assert director.post(_new(cast), _posted()).status_code == 200
    assert director.post(_new(cast), _posted(scope="anywhere")).status_code == 302


def test_an_unknown_funder_is_named_then_registered(cast: Cast, director: PageClient) -> None:
    response = director.post(_new(cast), _posted(funder="Ville de Tourcoing"))
    assert "ne connaît pas de structure nommée « Ville de Tourcoing »" in _text(response)
    assert not FundingLine.objects.filter(label="Convention triennale").exists()
    known = _posted(funder="Ville de Tourcoing", new_funder_type="commune")
    assert director.post(_new(cast), known).status_code == 302
    funder = Structure.objects.get(name="Ville de Tourcoing")
    assert funder.source == "inscrit comme financeur par Citéo"
    assert FundingLine.objects.get(label="Convention triennale").funder == funder
    verbs = set(JournalLine.objects.values_list("verb", flat=True))
    assert verbs == {"structure.registered", "funding.added"}


def test_a_near_name_is_suggested(cast: Cast, director: PageClient) -> None:
    assert "Il connaît : Ville de Lille" in _text(
        director.post(_new(cast), _posted(funder="lille"))
    )


def test_a_refused_line_registers_no_funder(cast: Cast, director: PageClient) -> None:
    posted = _posted(funder="Ville de Tourcoing", new_funder_type="commune", amount="-5")
    assert director.post(_new(cast), posted).status_code == 200
    assert not Structure.objects.filter(name="Ville de Tourcoing").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_on": "2030-12-31"}, "finit avant d'avoir commencé"),
        ({"amount": "-1"}, "supérieure ou égale à 0"),
        ({"amount": "beaucoup"}, "Saisissez un nombre"),
        ({"scope": "moon"}, "choix valide"),
        ({"communes": ["59512"]}, "choix valide"),
        ({"label": ""}, "obligatoire"),
        ({"starts_on": ""}, "obligatoire"),
    ],
)
def test_a_wrong_line_says_why(
    cast: Cast, director: PageClient, changes: dict[str, str], sentence: str
) -> None:
    response = director.post(_new(cast), _posted(**changes))
    assert response.status_code == 200
    assert sentence in _text(response).replace("&#x27;", "'")
    assert not FundingLine.objects.filter(label="Convention triennale").exists()


@given(st.decimals(0, 9_999_999, places=2))
def test_an_amount_is_read_as_pages_write_it(amount: Decimal) -> None:
    for written in (str(amount), figure(amount, 2), f"{figure(amount, 2)}\u00a0€"):
        form = TermsForm({**_posted(), "amount": written}, communes=Commune.objects.none())
        assert form.is_valid(), (written, form.errors)
        assert form.cleaned_data["amount"] == amount


def test_two_lines_of_one_funder_at_once_are_asked_about(cast: Cast, director: PageClient) -> None:
    made = make_funding_line(
        cast.dispositif,
        cast.other_funder,
        label="Avenant",
        starts_on=date(2031, 6, 1),
        ends_on=date(2032, 5, 31),
    )
    response = director.post(_new(cast), _posted())
    assert "paie déjà ce dispositif" in _text(response)
    assert "Avenant, du 01/06/2031 au 31/05/2032" in _text(response)
    assert not FundingLine.objects.filter(label="Convention triennale").exists()
    again = _posted(overlap_seen=str(made.pk))
    assert f'value="{made.pk}"' in response.content.decode()
    assert director.post(_new(cast), again).status_code == 302


def test_lines_of_two_funders_or_two_dispositifs_do_not_overlap(
    cast: Cast, director: PageClient
) -> None:
    period = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 12, 31)}
    make_funding_line(cast.dispositif, cast.funder, **period)
    make_funding_line(cast.other_dispositif, cast.other_funder, **period)
    assert director.post(_new(cast), _posted()).status_code == 302


def test_a_line_is_corrected_without_asking_about_itself(cast: Cast, director: PageClient) -> None:
    url = reverse("funding_edit", args=[cast.funding_line.pk])
    page = director.get(url)
    assert page.context["form"]["starts_on"].value() == cast.funding_line.starts_on
    posted = _posted(starts_on=str(cast.funding_line.starts_on), ends_on="2033-12-31")
    assert director.post(url, posted).status_code == 302
    cast.funding_line.refresh_from_db()
    assert cast.funding_line.funder == cast.funder
    assert cast.funding_line.ends_on == date(2033, 12, 31)
    changes = JournalLine.objects.get(verb="funding.edited").changes
    assert changes["amount"] == [None, "12000.50"]


def test_a_line_ends_earlier_never_later(cast: Cast, director: PageClient) -> None:
    line = cast.funding_line
    url = reverse("funding_end", args=[line.pk])
    late = director.post(url, {"on": "2099-01-01"})
    assert "Pour la prolonger" in _text(late)
    early = director.post(url, {"on": "1999-01-01"})
    assert "finit avant d'avoir commencé" in _text(early).replace("&#x27;", "'")
    line.refresh_from_db()
    before = line.ends_on
    assert director.post(url, {"on": str(line.starts_on)}).status_code == 302
    line.refresh_from_db()
    assert line.ends_on == line.starts_on
    entry = JournalLine.objects.get(verb="funding.ended")
    assert entry.changes == {"ends_on": [str(before), str(line.ends_on)]}


def _roubaix(cast: Cast) -> Commune:
    """A second commune of the dispositif."""
    commune = make_commune("59512", "Roubaix")
    cast.dispositif.communes.add(commune)
    return commune


def test_a_line_is_limited_to_communes_of_its_dispositif(cast: Cast, director: PageClient) -> None:
    roubaix = _roubaix(cast)
    page = _text(director.get(_new(cast)))
    assert page.index("Communes financées") < page.index("Lille (59)") < page.index("Roubaix (59)")
    assert "Rien de coché : tout le territoire du dispositif." in page
    posted = _posted(scope="anywhere", communes=[roubaix.pk])
    page = _text(director.post(_new(cast), posted, follow=True))
    assert list(FundingLine.objects.get(label="Convention triennale").communes.all()) == [roubaix]
    assert "Roubaix seulement" in page


def test_its_communes_are_journaled_and_unticking_them_all_frees_it(
    cast: Cast, director: PageClient
) -> None:
    line = cast.funding_line
    url = reverse("funding_edit", args=[line.pk])
    same = {"label": line.label, "starts_on": str(line.starts_on), "ends_on": str(line.ends_on)}
    posted = _posted(**same, amount="", scope=line.scope)
    assert director.post(url, posted | {"communes": [LILLE]}).status_code == 302
    assert director.get(url).context["form"]["communes"].value() == [LILLE]
    assert director.post(url, posted).status_code == 302
    assert not line.communes.exists()
    changes = [row.changes for row in JournalLine.objects.order_by("pk")]
    assert changes == [{"communes": [[], [LILLE]]}, {"communes": [[LILLE], []]}]
    trail = _text(director.get(reverse("journal")))
    assert "Communes financées" in trail


def test_a_commune_the_dispositif_does_not_serve_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="ne dessert pas Tourcoing") as refused:
        add_funding_line(
            dispositif=cast.dispositif,
            funder=cast.other_funder,
            terms=Terms(
                "Convention",
                date(2031, 1, 1),
                date(2031, 12, 31),
                communes=[make_commune(), make_commune("59599", "Tourcoing")],
            ),
            by=cast.director.actor,
        )
    assert refused.value.field == "communes"
    assert not FundingLine.objects.filter(label="Convention").exists()


def test_a_line_keeps_the_commune_its_dispositif_has_left(cast: Cast, director: PageClient) -> None:
    """Unticked behind one's back, its last commune would make it pay everywhere."""
    roubaix = _roubaix(cast)
    line = make_funding_line(cast.dispositif, cast.other_funder, [roubaix])
    cast.dispositif.communes.remove(roubaix)
    url = reverse("funding_edit", args=[line.pk])
    page = director.get(url)
    assert "Roubaix (59)" in _text(page)
    assert page.context["form"]["communes"].value() == [roubaix.pk]
    assert director.post(url, _posted(communes=[roubaix.pk])).status_code == 302
    ending = {"on": "2031-06-30"}
    assert director.post(reverse("funding_end", args=[line.pk]), ending).status_code == 302
    assert list(line.communes.all()) == [roubaix]


@pytest.mark.parametrize(
    ("scope", "names", "written"),
    [
        ("anywhere", (), "tout le territoire du dispositif"),
        ("anywhere", ("Roubaix",), "Roubaix seulement"),
        ("anywhere", ("Roubaix", "Lille"), "Lille et Roubaix seulement"),
        ("qpv_only", (), "quartiers prioritaires seulement"),
        ("qpv_only", ("Lille",), "quartiers prioritaires seulement (Lille)"),
    ],
)
def test_where_a_line_pays_is_written(
    cast: Cast, scope: str, names: tuple[str, ...], written: str
) -> None:
    _roubaix(cast)
    communes = Commune.objects.filter(name__in=names)
    assert make_funding_line(cast.dispositif, None, communes, scope=scope).territory == written


@pytest.mark.parametrize(
    "name", ["mediator", "coordinator", "partner", "regional", "neighbour_director", "admin"]
)
def test_only_the_director_holds_the_purse(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    line = cast.funding_line.pk
    for url in (
        _new(cast),
        reverse("funding_edit", args=[line]),
        reverse("funding_end", args=[line]),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url, _posted(on="2026-01-01")).status_code == 404
    assert FundingLine.objects.count() == 4
    assert not JournalLine.objects.exists()
