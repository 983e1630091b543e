"""A bilan from the order to the funder's desk."""

from playwright.sync_api import Page, expect

from entremise.indicators.refreshing import refresh_marked
from entremise.reports.models import Report
from tests.journeys.conftest import OpenAs
from tests.reports.factories import LAST, log_year, make_report, make_waiting_report
from tests.support.accessibility import axe
from tests.support.cast import Cast


def test_from_the_order_to_the_funder(open_as: OpenAs, cast: Cast) -> None:
    log_year(cast)
    list(refresh_marked())
    page: Page = open_as(cast.director)
    page.goto("/rapports/produire/")
    page.get_by_label("Dispositif et financeur").select_option(f"{cast.dispositif} · {cast.funder}")
    page.get_by_label("Année").select_option(str(LAST))
    page.get_by_role("button", name="Produire").click()
    expect(page.get_by_role("heading", name="L’essentiel")).to_be_visible()
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename == f"bilan-{LAST}-moulins-ville-de-lille.pdf"
    page.get_by_role("link", name="Sceller le bilan").click()
    axe(page)
    page.get_by_role("button", name="Sceller définitivement").click()
    expect(page.get_by_role("status").first).to_contain_text("peut maintenant le lire")
    reader = open_as(cast.partner)
    reader.goto("/rapports/")
    reader.get_by_role("link", name=f"Bilan d’activité {LAST} · Moulins", exact=True).click()
    expect(reader.get_by_text("89 interventions").first).to_be_visible()
    axe(reader)


def test_a_page_that_waits_opens_by_itself(open_as: OpenAs, cast: Cast) -> None:
    waiting = make_waiting_report(cast.dispositif, cast.funder)
    page = open_as(cast.director)
    page.goto(f"/rapports/{waiting.pk}/")
    expect(page.get_by_text("va être préparé")).to_be_visible()
    axe(page)
    ready = make_report(cast.dispositif, cast.other_funder)
    wanted = (
        "production", "content", "data_version", "figures_sha256", "produced_at", "pdf",
        "pdf_sha256", "xlsx", "xlsx_sha256",
    )  # fmt: skip
    done = Report.objects.values(*wanted).get(pk=ready.pk)
    Report.objects.filter(pk=waiting.pk).update(**done)
    expect(page.get_by_role("heading", name="L’essentiel")).to_be_visible()
