"""Opening a dispositif, changing it, closing it, and who reads its page."""

import html
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.structures.actions import Service, draw_area, open_dispositif
from entremise.structures.enums import Role
from entremise.structures.models import Contact, Dispositif
from entremise.structures.sheet import quality_of_dispositif
from entremise.territories.models import Commune, ContratVille, Epci, Qpv
from tests.structures.factories import make_funding_line, make_membership
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of
from tests.support.forms import as_shown

NEW = reverse("dispositif_new")


@pytest.fixture
def director(cast: Cast) -> PageClient:
    make_places()
    return client_of(cast.director)


def _posted(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Médiation de nuit",
        "domains": ["public_space", "transport"],
        "portage": "association",
        "add_communes": "Lille, roubaix",
        "day_starts_at": "6",
        "opened_on": "2026-02-01",
    } | changes


def _detail(dispositif: Dispositif) -> str:
    return reverse("dispositif_detail", args=[dispositif.pk])


def _edit(dispositif: Dispositif) -> str:
    return reverse("dispositif_edit", args=[dispositif.pk])


def test_a_dispositif_is_opened_in_one_sending(cast: Cast, director: PageClient) -> None:
    response = director.post(NEW, _posted())
    made = Dispositif.objects.get(name="Médiation de nuit")
    assert response.url == _edit(made)  # where the neighbourhoods of what was typed are offered
    assert "Moulins (périmètre fictif)" in director.get(_edit(made)).content.decode()
    assert made.structure == cast.structure
    assert (made.domains, made.day_starts_at) == (["public_space", "transport"], 6)
    assert made.time_zone == "Europe/Paris"
    assert set(made.communes.values_list("name", flat=True)) == {"Lille", "Roubaix"}
    line = JournalLine.objects.get()
    assert (line.verb, line.structure_id) == ("dispositif.opened", cast.structure.pk)


def test_looking_communes_up_offers_their_neighbourhoods_and_keeps_nothing(
    director: PageClient,
) -> None:
    before = Dispositif.objects.count()
    page = director.post(NEW, _posted(name="", find="1")).content.decode()
    assert "Moulins (périmètre fictif)" in page
    assert "Alma" in page
    assert "est à corriger" not in page
    assert Dispositif.objects.count() == before


def test_neighbourhoods_are_chosen_and_leave_with_their_commune(
    cast: Cast, director: PageClient
) -> None:
    chosen = _posted(communes=["59350", "59512"], add_communes="", qpvs=["QN05901M", "QN05902M"])
    director.post(_edit(cast.dispositif), chosen)
    assert cast.dispositif.qpvs.count() == 2
    director.post(_edit(cast.dispositif), {**chosen, "communes": ["59350"]})
    assert list(cast.dispositif.qpvs.values_list("pk", flat=True)) == ["QN05901M"]
    line = JournalLine.objects.filter(verb="dispositif.edited").latest("pk")
    assert line.changes["communes"] == [["59350", "59512"], ["59350"]]


def test_a_name_of_two_communes_is_answered_by_a_box_for_each(director: PageClient) -> None:
    response = director.post(NEW, _posted(add_communes="Saint-Denis"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "cochez la bonne" in page
    assert "Saint-Denis (974)" in page
    director.post(NEW, _posted(add_communes="", communes=["97411"]))
    assert Dispositif.objects.get(name="Médiation de nuit").time_zone == "Indian/Reunion"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"add_communes": "Trifouilly, Lille"}, "Aucune commune ne répond à « Trifouilly »"),
        ({"add_communes": ""}, "Communes desservies"),
        ({"domains": []}, "Domaines"),
        ({"domains": ["sorcery"]}, "choix valide"),
        ({"communes": ["99999"], "add_communes": ""}, "choix valide"),
        ({"day_starts_at": "13"}, "inférieure ou égale à 12"),
        ({"name": "Métro"}, "porte déjà ce nom"),
        ({"opened_on": "31/02/2026"}, "date valide"),
        ({"opened_on": "0202-02-01"}, "Vérifiez l'année"),
        ({"epcis": ["\0"], "communes": ["\0"], "add_communes": ""}, "obligatoire"),
    ],
)
def test_what_is_amiss_is_said_and_nothing_is_opened(
    director: PageClient, changes: dict[str, Any], sentence: str
) -> None:
    before = Dispositif.objects.count()
    response = director.post(NEW, _posted(**changes))
    assert response.status_code == 200
    assert "est à corriger" in response.content.decode() or "sont à corriger" in (
        response.content.decode()
    )
    assert sentence in response.content.decode().replace("\u00a0", " ")
    assert Dispositif.objects.count() == before
    assert not JournalLine.objects.exists()


def test_a_neighbourhood_of_elsewhere_is_refused(cast: Cast, director: PageClient) -> None:
    service = Service(
        name="Ailleurs",
        domains=["school"],
        portage="internal",
        communes=list(Commune.objects.filter(pk="59350")),
        qpvs=list(Qpv.objects.filter(pk="QN05902M")),
        opened_on=date(2026, 1, 1),
    )
    with pytest.raises(Refusal, match="Alma"):
        open_dispositif(structure=cast.structure, service=service, by=cast.director.actor)


def test_closing_then_opening_again(cast: Cast, director: PageClient) -> None:
    url = reverse("dispositif_close", args=[cast.dispositif.pk])
    early = director.post(url, {"on": "1999-01-01"})
    assert "ferme après avoir ouvert" in early.content.decode()
    page = director.post(url, {"on": "2026-06-30"}, follow=True).content.decode()
    assert "fermé depuis le 30/06/2026" in page or "jusqu&#x27;au 30/06/2026" in page
    undo = reverse("dispositif_reopen", args=[cast.dispositif.pk])
    assert undo in page
    director.post(undo)
    cast.dispositif.refresh_from_db()
    assert cast.dispositif.closed_on is None
    verbs = list(JournalLine.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["dispositif.closed", "dispositif.reopened"]


def test_the_team_reads_names_and_no_amount(cast: Cast) -> None:
    cast.funding_line.amount = 99_000
    cast.funding_line.save()
    page = client_of(cast.mediator).get(_detail(cast.dispositif)).content.decode()
    assert "Médiateur 012" in page
    assert "Ville de Lille" in page
    assert "99\u202f000" not in page


def test_a_funder_reads_its_own_amount_and_only_numbers_of_people(cast: Cast) -> None:
    cast.funding_line.amount = 99_000
    cast.funding_line.save()
    make_funding_line(cast.dispositif, cast.other_funder, amount=77_000)
    page = client_of(cast.partner).get(_detail(cast.dispositif)).content.decode()
    assert "99\u202f000" in page
    assert "Ville de Roubaix" in page
    assert "77\u202f000" not in page
    assert "non communiqué" in page
    assert "1 médiateur·rice" in page
    assert "Médiateur 012" not in page
    assert _edit(cast.dispositif) not in page


def test_the_mission_reads_its_region_without_names_nor_amounts(cast: Cast) -> None:
    client = client_of(cast.regional)
    cast.funding_line.amount = 99_000
    cast.funding_line.save()
    page = client.get(_detail(cast.dispositif)).content.decode()
    assert "99\u202f000" not in page
    assert "Médiateur 012" not in page
    assert client.get(_detail(cast.far_dispositif)).status_code == 404


@pytest.mark.parametrize(
    "name", ["neighbour_director", "neighbour_mediator", "other_partner", "admin"]
)
def test_others_do_not_know_it_exists(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    for url_name in ("detail", "edit", "close", "reopen"):
        url = reverse(f"dispositif_{url_name}", args=[cast.dispositif.pk])
        assert client.get(url).status_code == 404
        if url_name != "detail":
            assert client.post(url, {"on": "2026-06-30"}).status_code == 404
    cast.dispositif.refresh_from_db()
    assert cast.dispositif.closed_on is None


@pytest.mark.parametrize("name", ["mediator", "coordinator", "partner"])
def test_whoever_reads_it_does_not_change_it(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    assert client.get(_detail(cast.dispositif)).status_code == 200
    assert client.post(_edit(cast.dispositif), _posted()).status_code == 404
    assert client.post(NEW, _posted()).status_code == 403


def test_past_funding_is_folded(cast: Cast) -> None:
    make_funding_line(
        cast.dispositif,
        cast.funder,
        label="Vieille convention",
        starts_on=date(2015, 1, 1),
        ends_on=date(2015, 12, 31),
    )
    response = client_of(cast.director).get(_detail(cast.dispositif))
    assert "Vieille convention" not in str(response.context["lines"].rows)
    assert "Vieille convention" in response.content.decode()


def test_the_page_asks_a_constant_number_of_questions(cast: Cast) -> None:
    def grow(rows: int) -> None:
        for _ in range(rows):
            make_funding_line(cast.dispositif, None, cast.dispositif.communes.all())
            make_membership(Role.MEDIATOR, cast.structure, [cast.dispositif])

    assert_constant_queries(client_of(cast.director), _detail(cast.dispositif), grow)


# --- the whole sheet


@pytest.fixture
def mel(cast: Cast, director: PageClient) -> Epci:
    """An EPCI that holds Lille and Roubaix."""
    epci = Epci.objects.create(
        siren="200093201", name="Métropole Européenne de Lille", kind="METRO"
    )
    Commune.objects.filter(pk__in=["59350", "59512"]).update(epci=epci)
    ContratVille.objects.create(code="CN05911M", name="Métropole Européenne de Lille", epci=epci)
    ContratVille.objects.create(code="CN42001M", name="Ailleurs", commune_id="97411")
    return epci


def test_the_form_says_it_all_and_comes_back_unchanged(
    cast: Cast, director: PageClient, mel: Epci
) -> None:
    posted = _posted(
        add_communes="Lille", registers=["presence", "conflict"], publics=["youth"],
        contrat_ville="CN05911M", address="1 rue du Pont, Lille", point="50.6365, 3.0635",
        summary="Une équipe à pied.", website="https://mediation.example.org", published="on",
        **{
            "opening_hours-1-days": ["Mo", "Tu", "We", "Th", "Fr"],
            "opening_hours-1-start": "16:00", "opening_hours-1-end": "23:00",
            "opening_hours-2-days": ["Sa"],
            "opening_hours-2-start": "17:00", "opening_hours-2-end": "01:00",
        },
    )  # fmt: skip
    director.post(NEW, posted)
    made = Dispositif.objects.get(name="Médiation de nuit")
    assert made.opening_hours == "Mo-Fr 16:00-23:00; Sa 17:00-01:00"
    assert (made.lat, made.lon) == (50.6365, 3.0635)
    assert (made.registers, made.publics) == (["presence", "conflict"], ["youth"])
    assert made.contrat_ville_id == "CN05911M"
    page = director.get(_detail(made)).content.decode()
    assert "du lundi au vendredi" in page.lower()
    assert "Présence active" in page
    again = as_shown(director.get(_edit(made)).content.decode())
    JournalLine.objects.all().delete()
    director.post(_edit(made), again)
    assert not JournalLine.objects.filter(verb="dispositif.edited").exists()


def test_an_epci_served_whole_brings_its_communes(
    cast: Cast, director: PageClient, mel: Epci
) -> None:
    found = director.post(NEW, _posted(add_communes="Lille", find="1"))
    assert list(found.context["form"].fields["epcis"].queryset) == [mel]
    director.post(NEW, _posted(add_communes="Lille", epcis=[mel.pk]))
    made = Dispositif.objects.get(name="Médiation de nuit")
    assert set(made.communes.values_list("pk", flat=True)) == {"59350", "59512"}
    form = director.get(_edit(made)).context["form"]
    assert list(form.fields["communes"].queryset) == []
    tags = director.get(_detail(made)).context
    assert (list(tags["communes"]), tags["epcis"]) == ([], [mel])
    director.post(_edit(made), _posted(add_communes="Roubaix"))
    assert set(made.communes.values_list("pk", flat=True)) == {"59512"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"point": "3.0635, 50.6365"}, "n'est pas en France"),
        ({"point": "ici"}, "la latitude, une virgule"),
        ({"opening_hours-1-days": ["Mo"]}, "une heure de début et une heure de fin"),
        ({"opening_hours-1-start": "10:00", "opening_hours-1-end": "12:00"}, "Cochez les jours"),
        ({"opening_hours-1-days": ["Mo"], "opening_hours-1-start": "²:00",
          "opening_hours-1-end": "12:00"}, "Une heure s'écrit comme 16:30."),
        ({"opening_hours": "Lundi 9h"}, "ne se lisent pas"),
        (
            {"opening_hours": "Mo 09:00-10:00", "opening_hours-1-days": ["Mo"],
             "opening_hours-1-start": "10:00", "opening_hours-1-end": "12:00"},
            "d'une seule façon",
        ),
        (
            {"opening_hours-1-days": ["Mo"], "opening_hours-1-start": "09:00",
             "opening_hours-1-end": "12:00", "opening_hours-2-days": ["Mo"],
             "opening_hours-2-start": "11:00", "opening_hours-2-end": "13:00"},
            "se recouvrent",
        ),
        ({"registers": ["sorcery"]}, "choix valide"),
    ],
)  # fmt: skip
def test_what_is_amiss_on_the_sheet_is_said_beside_it(
    director: PageClient, changes: dict[str, Any], sentence: str
) -> None:
    before = Dispositif.objects.count()
    page = director.post(NEW, _posted(**changes))
    assert sentence in html.unescape(page.content.decode()).replace("’", "'")
    assert Dispositif.objects.count() == before


def test_a_contrat_de_ville_of_elsewhere_is_refused(cast: Cast, mel: Epci) -> None:
    service = Service(
        name="Ailleurs", domains=["school"], portage="internal",
        communes=list(Commune.objects.filter(pk="59350")), qpvs=[], opened_on=date(2026, 1, 1),
        contrat_ville=ContratVille.objects.get(pk="CN42001M"),
    )  # fmt: skip
    with pytest.raises(Refusal, match="contrat de ville"):
        open_dispositif(structure=cast.structure, service=service, by=cast.director.actor)


def test_the_sheet_is_confirmed_and_says_what_it_lacks(cast: Cast, director: PageClient) -> None:
    page = director.get(_detail(cast.dispositif)).content.decode()
    assert "Personne n'a encore confirmé" in page
    assert "horaires" in page
    director.post(reverse("dispositif_confirm", args=[cast.dispositif.pk]))
    cast.dispositif.refresh_from_db()
    assert cast.dispositif.confirmed_on == clock.today()
    assert not quality_of_dispositif(cast.dispositif).is_late
    assert "Personne n'a" not in director.get(_detail(cast.dispositif)).content.decode()


def test_completeness_of_a_dispositif(cast: Cast) -> None:
    one = cast.dispositif
    one.qpvs.clear()
    assert quality_of_dispositif(one).completeness == 0
    one.summary, one.registers, one.publics, one.opening_hours = (
        "Oui.",
        ["watch"],
        ["youth"],
        "24/7",
    )
    Contact.objects.create(
        structure=one.structure, dispositif=one, function="Accueil", phone="0353010001",
        published=True,
    )  # fmt: skip
    assert quality_of_dispositif(one).completeness == 1
    one.address = "1 rue du Pont"
    assert list(quality_of_dispositif(one).missing) == ["point de l'adresse"]
    one.qpvs.add(Qpv.objects.get_or_create(code="QN05901M", name="Moulins", generation=2024)[0])
    assert "contrat de ville" in quality_of_dispositif(one).missing


CROSSED = [[[3, 50], [3.1, 50.1], [3.1, 50], [3, 50.2], [3, 50]]]
LONG = [[*([3 + n / 9999, 50 + (n % 2) / 99] for n in range(2001)), [3, 49], [3, 50]]]
SQUARE = {"type": "Polygon",
          "coordinates": [[[3, 50.6], [3.1, 50.6], [3.1, 50.7], [3, 50.7], [3, 50.6]]]}  # fmt: skip


def test_an_area_is_drawn_and_taken_away(cast: Cast, director: PageClient) -> None:
    draw_area(dispositif=cast.dispositif, area=SQUARE, by=cast.director.actor)
    cast.dispositif.refresh_from_db()
    assert cast.dispositif.area == SQUARE
    assert "78,57 km²" in director.get(_detail(cast.dispositif)).content.decode()
    draw_area(dispositif=cast.dispositif, area=SQUARE, by=cast.director.actor)
    draw_area(dispositif=cast.dispositif, area=None, by=cast.director.actor)
    lines = JournalLine.objects.filter(verb="dispositif.drawn").order_by("pk")
    assert [line.changes for line in lines] == [{"area": [None, 78.57]}, {"area": [78.57, None]}]
    shown = director.get(reverse("dispositif_history", args=[cast.dispositif.pk]))
    said = [change for entry in shown.context["entries"] for change in entry.changes]
    assert (said[0].before, said[0].after) == ("78,57 km²", "non renseigné")


@pytest.mark.parametrize(
    ("area", "sentence"),
    [
        ({"type": "Point", "coordinates": [3, 50]}, "surface"),
        ({"type": "Polygon", "coordinates": "ici"}, "ne se lit pas"),
        ({"type": "Polygon"}, "ne se lit pas"),
        ({"type": "Polygon", "coordinates": []}, "n'entoure rien"),
        ({"type": "Polygon", "coordinates": CROSSED}, "se croise"),
        ({"type": "Polygon", "coordinates": [[[50, 3], [50.1, 3], [50.1, 3.1], [50, 3]]]},
         "sort de France"),
        ({"type": "Polygon", "coordinates": LONG}, "2\u202f003 points"),
    ],
)  # fmt: skip
def test_an_area_amiss_is_refused_and_nothing_kept(
    cast: Cast, area: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        draw_area(dispositif=cast.dispositif, area=area, by=cast.director.actor)
    cast.dispositif.refresh_from_db()
    assert cast.dispositif.area is None


def test_the_mission_corrects_a_sheet_and_reads_what_a_structure_changed(
    cast: Cast, director: PageClient, mel: Epci
) -> None:
    mission = client_of(cast.regional)
    director.post(
        _edit(cast.dispositif), _posted(summary="Une équipe.", opening_hours="Mo 09:00-10:00")
    )
    assert [row.pk for row in mission.get(reverse("review_list")).context["structures"]] == [
        cast.structure.pk
    ]
    review = mission.get(reverse("structure_review", args=[cast.structure.pk]))
    (entry,) = review.context["services"]
    said = {change.label: change.after for change in entry.changes}
    assert entry.subject == "Médiation de nuit"
    assert said["présentation"] == "Une équipe."
    assert said["communes desservies"] == "Lille et Roubaix"
    assert said["horaires"].replace("\u00a0", " ") == "lundi, de 9 h à 10 h"
    mission.post(reverse("structure_review", args=[cast.structure.pk]))
    assert mission.get(reverse("review_list")).context["structures"] == []
    mission.post(_edit(cast.dispositif), _posted(summary="Relu."))
    assert mission.get(reverse("review_list")).context["structures"] == []
    hands = director.get(reverse("dispositif_history", args=[cast.dispositif.pk])).context[
        "entries"
    ]
    assert [entry.hand for entry in hands] == ["la mission régionale", "la structure"]


def test_a_dispositif_has_contacts_of_its_own(cast: Cast, director: PageClient) -> None:
    new = reverse("dispositif_contact_new", args=[cast.dispositif.pk])
    answer = director.post(new, {"function": "Accueil", "phone": "03 53 01 00 01"})
    assert answer.url == _detail(cast.dispositif)
    contact = Contact.objects.get()
    assert (contact.structure, contact.dispositif) == (cast.structure, cast.dispositif)
    page = director.get(_detail(cast.dispositif)).content.decode()
    assert "03\u202f53\u202f01\u202f00\u202f01" in page
    assert not director.get(reverse("my_structure")).context["contacts"]
    assert client_of(cast.neighbour_director).get(new).status_code == 404
    director.post(reverse("contact_remove", args=[contact.pk]))
    assert not Contact.objects.exists()
