"""Pages of reports: what a director does in them, and what a funder finds there."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks import task_backends

from entremise.core import clock
from entremise.reports.enums import Production
from entremise.reports.models import Report
from tests.reports.factories import LAST, at, make_report, make_waiting_report, replace_file
from tests.structures.factories import YEAR, make_dispositif, make_funder, make_funding_line
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of

LIST, NEW = "/rapports/", "/rapports/produire/"


def _text(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_director_orders_a_bilan_and_reads_it(year: Cast, tasks_at_once: None) -> None:
    client = client_of(year.director)
    assert "Produire" in _text(client.get(LIST))
    funding = f"{year.dispositif.pk}-{year.funder.pk}"
    answer = client.post(NEW, {"funding": funding, "year": LAST})
    report = Report.objects.get()
    assert answer["Location"] == reverse("report_detail", args=[report.pk])
    page = _text(client.get(answer["Location"]))
    assert "89 interventions" in page
    assert report.figures_sha256 in page
    assert "Sceller le bilan" in page


def test_the_whole_way_to_the_funder(year: Cast, tasks_at_once: None) -> None:
    director, partner = client_of(year.director), client_of(year.partner)
    director.post(NEW, {"funding": f"{year.dispositif.pk}-{year.funder.pk}", "year": LAST})
    report = Report.objects.get()
    url = reverse("report_detail", args=[report.pk])
    assert partner.get(url).status_code == 404
    title = report.title.replace("’", "'")
    assert title not in _text(partner.get(LIST))
    page = _text(director.get(f"{url}sceller/"))
    assert "Rien ne défait un sceau" in page
    assert f"du 1er janvier {LAST} au 31 décembre {LAST}" in page
    director.post(f"{url}sceller/")
    assert "Scellé le" in _text(director.get(url))
    assert report.title.replace("’", "'") in _text(partner.get(LIST))
    read = _text(partner.get(url))
    assert "89 interventions" in read
    for verb in ("sceller/", "reproduire/", "abandonner/"):
        assert verb not in read


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_files_are_handed_over_with_their_name_and_type(cast: Cast, kind: str) -> None:
    report = make_report(cast.dispositif, cast.funder, sealed=True)
    answer = client_of(cast.partner).get(reverse(f"report_{kind}", args=[report.pk]))
    assert answer.status_code == 200
    types = {
        "pdf": "application/pdf",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    assert answer["Content-Type"] == types[kind]
    name = f"bilan-{LAST}-moulins-ville-de-lille.{kind}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_file_that_was_altered_is_not_handed_over(cast: Cast) -> None:
    report = make_report(cast.dispositif, cast.funder, sealed=True)
    replace_file(report, b"%PDF faux")
    answer = client_of(cast.partner).get(reverse("report_pdf", args=[report.pk]))
    assert answer.status_code == 409
    assert "n'est plus celui qui a été produit" in answer.content.decode().replace("&#x27;", "'")


def test_a_file_that_is_gone_is_said_to_be(cast: Cast) -> None:
    report = make_report(cast.dispositif, cast.funder)
    Path(report.pdf.path).unlink()
    answer = client_of(cast.director).get(reverse("report_pdf", args=[report.pk]))
    assert answer.status_code == 409
    assert "introuvable" in _text(answer)


def test_a_bilan_that_waits_says_so_and_then_opens(cast: Cast) -> None:
    report = make_waiting_report(cast.dispositif, cast.funder)
    client, url = client_of(cast.director), reverse("report_detail", args=[report.pk])
    assert "va être préparé" in _text(client.get(url))
    Report.objects.filter(pk=report.pk).update(production=Production.RUNNING)
    state = client.get(f"{url}avancement/")
    assert "se prépare" in _text(state)
    assert state.status_code == 200
    report.delete()
    ready = make_report(cast.dispositif, cast.funder)
    assert client.get(reverse("report_progress", args=[ready.pk])).status_code == 286


def test_a_failure_says_what_happened_and_what_to_do(cast: Cast) -> None:
    report = make_waiting_report(
        cast.dispositif, cast.funder, production=Production.FAILED, failure="Une raison."
    )
    client, url = client_of(cast.director), reverse("report_detail", args=[report.pk])
    page = _text(client.get(url))
    assert "La production a échoué" in page
    assert "Une raison." in page
    assert "Relancer la production" in page
    client.post(f"{url}reproduire/")
    report.refresh_from_db()
    assert report.production == Production.WAITING
    assert len(task_backends["default"].results) == 1


def test_a_queue_that_does_not_move_is_noticed(cast: Cast) -> None:
    report = make_waiting_report(
        cast.dispositif, cast.funder, requested_at=timezone.now() - timedelta(minutes=10)
    )
    page = _text(client_of(cast.director).get(reverse("report_detail", args=[report.pk])))
    assert "tarde" in page


def test_what_is_owed_is_listed_until_it_is_sealed(cast: Cast) -> None:
    client = client_of(cast.director)
    with clock.hold(at(YEAR, 2, 1)):
        owed = _text(client.get(LIST))
        assert f'Produire<span class="visually-hidden"> le bilan {LAST} pour {cast.funder}' in owed
        assert f"le bilan {YEAR} pour" not in owed  # far from its end
        make_report(cast.dispositif, cast.funder)
        assert f'Relire le projet<span class="visually-hidden"> pour {cast.funder}' in _text(
            client.get(LIST)
        )
        Report.objects.all().delete()
        make_report(cast.dispositif, cast.funder, sealed=True)
        assert f"{LAST} pour {cast.funder}" not in _text(client.get(LIST))
    with clock.hold(at(YEAR, 11, 20)):
        assert f"le bilan {YEAR} pour {cast.funder}" in _text(client.get(LIST))


def test_the_form_offers_only_what_is_paid_for(cast: Cast) -> None:
    client = client_of(cast.director)
    page = _text(
        client.get(f"{NEW}?financement={cast.dispositif.pk}-{cast.funder.pk}&annee={LAST}")
    )
    assert f"{cast.dispositif} · {cast.funder}" in page
    assert str(cast.neighbour_dispositif) not in page
    answer = client.post(
        NEW, {"funding": f"{cast.dispositif.pk}-{cast.neighbour.pk}", "year": LAST}
    )
    assert answer.status_code == 200
    assert not Report.objects.exists()


def test_a_draft_is_thrown_away_from_its_page(cast: Cast) -> None:
    report = make_report(cast.dispositif, cast.funder)
    client = client_of(cast.director)
    client.post(reverse("report_discard", args=[report.pk]))
    assert "est abandonné" in _text(client.get(LIST))
    assert not Report.objects.exists()


def test_lists_ask_as_many_questions_with_fifty_reports(cast: Cast) -> None:
    def grow(rows: int) -> None:
        for _ in range(rows):
            dispositif = make_dispositif(cast.structure)
            make_report(dispositif, make_funding_line(dispositif, make_funder()).funder)
            make_report(dispositif, cast.funder, sealed=True)

    for person in (cast.director, cast.partner):
        assert_constant_queries(PageClient().sign_in(person), LIST, grow)
