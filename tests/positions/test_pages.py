"""The pages of posts, conventions and jobs."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from entremise.core import clock
from entremise.positions import actions
from entremise.positions.actions import Terms
from entremise.positions.enums import Cause, Contract, Status
from entremise.positions.models import AdulteRelaisConvention, Position
from entremise.structures.enums import Domain
from tests.positions.factories import CDI, START, make_convention, make_position, step
from tests.structures.factories import make_structure
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of
from tests.support.forms import forms_of
from tests.territories.factories import make_commune

pytestmark = pytest.mark.django_db

LIST, NEW, FIGURES = reverse("position_list"), reverse("position_new"), reverse("job_figures")
CONVENTIONS = reverse("convention_list")


@pytest.fixture
def director(cast: Cast) -> PageClient:
    return client_of(cast.director)


@pytest.fixture
def mission(cast: Cast) -> PageClient:
    return client_of(cast.regional)


def of(name: str, row: Position | AdulteRelaisConvention) -> str:
    return reverse(name, args=[row.pk])


def titles(client: PageClient, query: str = "") -> set[str]:
    return {row.title for row in client.get(LIST + query).context["page"].rows}


def filled(client: PageClient, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send of the form of that page, some fields being typed over."""
    page = client.get(url).content.decode()
    (form,) = [form for form in forms_of(page, url) if {"title", "contract", "on"} & set(form.data)]
    empty = {name: [] for name, value in form.data.items() if value == ["essai"]}
    free = dict.fromkeys(("vacant", "qpv", "dispositif", "funding_lines"), [])
    return {**form.data, **empty, **free, **changes}


def text(page: Any) -> str:
    return str(page.content.decode().replace("\xa0", " ").replace("\u202f", " "))


# --- the list


def test_a_director_reads_those_of_the_structure_and_the_mission_its_region(cast: Cast) -> None:
    far = make_commune("13055", "Marseille")
    make_position(cast.structure, title="Ici")
    make_position(cast.neighbour, title="À côté")
    make_position(cast.far_dispositif.structure, title="Loin", commune=far)
    assert titles(client_of(cast.director)) == titles(client_of(cast.coordinator)) == {"Ici"}
    assert titles(client_of(cast.regional)) == {"Ici", "À côté"}
    assert client_of(cast.mediator).get(LIST).status_code == 403
    assert client_of(cast.steering).get(LIST).status_code == 403


def test_filters_live_in_the_address(cast: Cast, mission: PageClient) -> None:
    make_position(cast.structure, Status.PROSPECT, title="Idée", domain=Domain.SCHOOL)
    make_position(cast.structure, terms=Terms(Contract.PEC, vacant=True), title="Vide")
    over = make_position(cast.neighbour, title="Fini", number="N7")
    by = cast.director.actor
    actions.support_position(position=over, supported=True, pilot=False, by=by)
    actions.end_position(position=over, step=step(START, Cause.LOST), by=by)
    for query, expected in {
        "?state=prospect": {"Idée"},
        "?state=at_work": {"Vide"},
        "?state=vacant": {"Vide"},
        "?state=ended": {"Fini"},
        "?contract=pec": {"Vide"},
        "?state=created&contract=cdi": set(),
        "?domain=school": {"Idée"},
        "?supported=on": {"Fini"},
        "?q=n7": {"Fini"},
        "?q=agdm": {"Fini"},
        "?q=idé": {"Idée"},
    }.items():
        assert titles(mission, query) == expected, query


def test_pages_follow_one_another(cast: Cast, director: PageClient) -> None:
    for _ in range(45):
        make_position(cast.structure)
    first = director.get(LIST).context["page"]
    second = director.get(f"{LIST}?after={first.after}").context["page"]
    seen = [row.pk for row in (*first.rows, *second.rows)]
    assert len(seen) == len(set(seen)) == 45
    assert second.after is None


def test_the_file_holds_every_row_of_the_list(cast: Cast, director: PageClient) -> None:
    row = make_position(cast.structure, title="=Piège", terms=Terms(Contract.CDD, CDI.share / 2))
    make_position(cast.structure, Status.PROSPECT)
    answer = director.get(reverse("position_export", args=["csv"]) + "?state=created")
    header, line = b"".join(answer.streaming_content).decode().strip().split("\r\n")
    assert header.startswith("\ufeffréférence;SIRET de l'employeur;employeur;numéro;intitulé")
    said = line.split(";")
    assert said[:5] == [str(row.pk), "", "Citéo", row.number, "'=Piège"]
    assert "0,50" in said


def test_lists_ask_a_constant_number_of_questions(cast: Cast, mission: PageClient) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            row = make_position(make_structure())
            make_convention(row, clock.today() - timedelta(days=30))

    for url in (LIST, reverse("position_export", args=["csv"]), CONVENTIONS, FIGURES, "/"):
        assert_constant_queries(mission, url, grow)


def test_a_page_with_many_conventions_asks_no_more(cast: Cast, director: PageClient) -> None:
    row = make_position(cast.structure, on=date(1900, 1, 1))
    starts = iter(range(1900, 2000))

    def grow(count: int) -> None:
        for _ in range(count):
            year = next(starts)
            make_convention(row, date(year, 1, 1), ends_on=date(year, 12, 31))

    assert_constant_queries(director, of("position_detail", row), grow)


# --- writing


def test_a_director_enters_a_post_and_takes_it_forward(cast: Cast, director: PageClient) -> None:
    make_places()
    said = filled(
        director, NEW, title="Médiateur scolaire", domain="school", commune="Roubaix",
        contract="cdd", share="0,8", on="2025-02-01", cause="need", status="prospect",
    )  # fmt: skip
    page = director.post(NEW, said, follow=True)
    row = Position.objects.get()
    assert (row.title, row.commune_id, row.structure) == (
        "Médiateur scolaire",
        "59512",
        cast.structure,
    )
    assert "80 % d'un temps plein" in text(page)
    url = of("position_create", row)
    moved = filled(director, url, contract="cdi", share="1", on="2025-09-01", cause="hired")
    page = director.post(url, moved, follow=True)
    assert "Le poste est créé." in text(page)
    assert "Mis en perspective" in text(page)
    assert "1er septembre 2025" in text(page)
    assert row.periods.count() == 2
    director.post(of("position_undo", row))
    assert row.periods.get().status == Status.PROSPECT


def test_a_refusal_stays_beside_its_field_and_loses_nothing(
    cast: Cast, director: PageClient
) -> None:
    row = make_position(cast.structure)
    url = of("position_change", row)
    said = filled(director, url, contract="cdd", on=f"{START}", cause="contract", note="Relu")
    page = text(director.post(url, said))
    assert "commence au plus tôt le lendemain" in page
    assert "Relu" in page
    assert row.periods.count() == 1


def test_the_guard_speaks_once_about_a_title(cast: Cast, director: PageClient) -> None:
    make_places()
    said = filled(
        director, NEW, title="Poste de Mme Durand", domain="school", commune="Roubaix",
        contract="cdi", share="1", on="2025-02-01", cause="need",
    )  # fmt: skip
    page = director.post(NEW, said)
    assert "semble nommer une personne" in text(page)
    assert not Position.objects.exists()
    seen = {**said, "text_seen": "Poste de Mme Durand"}
    assert director.post(NEW, seen).status_code == 302
    assert Position.objects.exists()


def test_the_mission_thinks_of_a_post_for_a_structure_of_its_region(
    cast: Cast, mission: PageClient
) -> None:
    make_places()
    said = filled(
        mission, NEW, employer="AGDM", title="Médiateur", domain="rights", commune="13055",
        contract="unknown", share="1", on="2025-02-01", cause="need",
    )  # fmt: skip
    make_commune("13055", "Marseille")
    assert "n'est pas dans la région" in text(mission.post(NEW, said))
    assert mission.post(NEW, {**said, "commune": "Roubaix"}).status_code == 302
    row = Position.objects.get()
    assert (row.structure, row.periods.get().status) == (cast.neighbour, Status.PROSPECT)
    answer = mission.post(of("position_support", row), {"supported": "on"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.supported, row.pilot) == (True, False)


def test_the_mission_does_not_touch_a_post_that_exists(cast: Cast, mission: PageClient) -> None:
    row = make_position(cast.structure)
    assert mission.get(of("position_change", row)).status_code == 403
    assert mission.post(of("position_withdraw", row)).status_code == 403
    assert "Consolider" not in text(mission.get(of("position_detail", row)))


def test_a_sheet_is_corrected(cast: Cast, director: PageClient) -> None:
    make_places()
    row = make_position(cast.structure, number="3")
    url = of("position_edit", row)
    said = filled(
        director, url, title="Correspondant de nuit", commune="Lille",
        dispositif=str(cast.dispositif.pk), hosted_by="AGDM",
        funding_lines=[str(cast.funding_line.pk)],
    )  # fmt: skip
    page = text(director.post(url, said, follow=True))
    assert "Correspondant de nuit 3" in page
    assert "Ville de Lille" in page
    assert "Mis à disposition de" in page


def test_an_end_can_be_undone_from_its_notice(cast: Cast, director: PageClient) -> None:
    row = make_position(cast.structure)
    said = {"on": "2026-01-31", "cause": "unfunded"}
    page = text(director.post(of("position_end", row), said, follow=True))
    assert "La fin du poste est notée." in page
    assert of("position_reopen", row) in page
    director.post(of("position_reopen", row))
    row.refresh_from_db()
    assert row.ended_on is None


def test_a_post_entered_by_mistake_is_withdrawn(cast: Cast, director: PageClient) -> None:
    row = make_position(cast.structure)
    assert "saisi par erreur" in text(director.get(of("position_detail", row)))
    assert director.post(of("position_withdraw", row)).status_code == 302
    assert not Position.objects.exists()


# --- conventions


def test_a_convention_is_signed_checked_and_renewed(cast: Cast, director: PageClient) -> None:
    row = make_position(cast.structure, on=date(2025, 1, 1))
    url = of("convention_new", row)
    page = director.post(
        url, {"number": "AR 1", "starts_on": "2025-01-01", "share": "0,5"}, follow=True
    )
    assert "11 405,31 €" in text(page)
    convention = AdulteRelaisConvention.objects.get()
    assert convention.ends_on == date(2027, 12, 31)
    director.post(of("convention_check", convention), {"age_checked_on": "2025-01-02"})
    assert "2 janvier 2025" in text(director.get(of("position_detail", row)))
    said = {"number": "AR 2", "starts_on": "2028-01-01", "share": "1"}
    director.post(of("convention_renew", convention), said)
    assert "renouvelée" in text(director.get(CONVENTIONS))


def test_the_list_announces_what_ends_within_nine_months(cast: Cast, director: PageClient) -> None:
    soon = clock.today() + timedelta(days=60)
    row = make_position(cast.structure)
    make_convention(row, soon - timedelta(days=900), ends_on=soon)
    page = text(director.get(CONVENTIONS))
    assert "1 convention à renouveler dans les neuf mois" in page
    assert "0 sur 3" in page
    assert "à renouveler" in text(director.get("/"))
    assert "n'a pris fin" in text(director.get(CONVENTIONS + "?passees=1"))


def test_an_amount_that_no_source_says_is_not_guessed(cast: Cast, director: PageClient) -> None:
    row = make_position(cast.structure, on=date(2018, 1, 1))
    make_convention(row, date(2018, 1, 1))
    page = text(director.get(of("position_detail", row)))
    assert "2019" in page
    assert "€" not in page.split("Conventions adulte-relais")[1]


# --- figures


def table(page: Any, caption: str) -> dict[str, list[str]]:
    """The rows of a table of the page, by their first cell."""
    found = page.context["jobs"]
    (one,) = [row for row in (*found.stock, *found.moves) if row.caption == caption]
    lines = [*one.body, *([one.foot] if one.foot else [])]
    return {cells[0].text: [cell.text for cell in cells[1:]] for cells in lines}


def test_figures_of_a_day_and_of_a_period(cast: Cast) -> None:
    steering, by = client_of(cast.steering), cast.director.actor
    make_position(cast.structure, Status.PROSPECT, on=date(2025, 1, 10))
    row = make_position(cast.structure, on=date(2024, 6, 1), domain=Domain.TRANSPORT)
    actions.consolidate_position(position=row, terms=CDI, step=step(date(2025, 3, 1)), by=by)
    page = steering.get(f"{FIGURES}?on=2025-12-31&since=2025-01-01&until=2025-12-31")
    assert "1 emploi de médiation sociale au 31 décembre 2025, et 1 en perspective." in text(page)
    assert "Du 1er janvier 2025 au 31 décembre 2025, 0 emploi créé, 0 terminé." in text(page)
    assert table(page, "Emplois au 31 décembre 2025, par domaine")["transports en commun"] == [
        "1", "100,0\u202f%", "1,0", "1", "0", "0",
    ]  # fmt: skip
    moves = table(page, "Mouvements du 1er janvier 2025 au 31 décembre 2025, par contrat")
    assert moves["Ensemble"] == ["1", "0", "1", "0", "0"]
    earlier = steering.get(f"{FIGURES}?on=2024-12-31")
    assert "1 emploi de médiation sociale au 31 décembre 2024, et 0 en perspective." in text(
        earlier
    )


def test_figures_are_narrowed_and_the_target_leaves(cast: Cast, mission: PageClient) -> None:
    make_position(cast.structure)
    make_position(cast.structure, domain=Domain.SCHOOL)
    assert "sur 3 000" in text(mission.get(FIGURES))
    page = text(mission.get(FIGURES + "?domain=school"))
    assert "1 emploi de médiation sociale" in page
    assert "sur 3 000" not in page
    assert "finit avant d'avoir commencé" in text(
        mission.get(FIGURES + "?since=2025-02-01&until=2025-01-01")
    )


def test_figures_count_what_one_may_read(cast: Cast, director: PageClient) -> None:
    make_position(cast.structure)
    make_position(cast.neighbour)
    assert "1 emploi de médiation sociale" in text(director.get(FIGURES))
    assert "2 emplois de médiation sociale" in text(client_of(cast.regional).get(FIGURES))
    assert client_of(cast.partner).get(FIGURES).status_code == 403


def test_nothing_to_count_is_said(cast: Cast, director: PageClient) -> None:
    assert "Aucun poste à compter" in text(director.get(FIGURES))
    assert "Aucun poste" in text(director.get(LIST))
    assert "Aucune convention en cours" in text(director.get(CONVENTIONS))
