"""The mission finds two sheets of one organisation, sees what would move, merges, and undoes."""

import re

from playwright.sync_api import Page, expect

from entremise.structures.models import Contact, FundingLine, Partner
from tests.structures.factories import make_funding_line, make_partner, make_structure
from tests.structures.geography import make_places
from tests.support.accessibility import axe
from tests.support.cast import Cast


def test_two_sheets_are_merged_then_parted(regional_page: Page, cast: Cast) -> None:
    make_places()
    kept = make_structure("Régie de quartier de Moulins", commune_id="59350", siren="732829320")
    gone = make_structure(
        "Régie des quartiers de Moulins", commune_id="59350", website="https://regie.example.org"
    )
    line = make_funding_line(cast.dispositif, gone)
    partner = make_partner(cast.structure, organisation=gone)
    contact = Contact.objects.create(structure=gone, function="Accueil", phone="0353010001")
    page = regional_page
    page.goto("/structures/")
    page.get_by_role("link", name="Doublons").click()
    main = page.locator("main")
    expect(main).to_contain_text("Noms proches, même commune")
    axe(page)
    page.get_by_role("link", name=re.compile("Comparer et fusionner")).click()
    expect(main).to_contain_text("1 ligne de financement")
    expect(main).to_contain_text("1 partenaire")
    expect(main).to_contain_text("1 contact")
    expect(main).to_contain_text("https://regie.example.org")
    axe(page)
    page.get_by_role("button", name="Fusionner").click()
    expect(main).to_contain_text("https://regie.example.org")
    expect(main).to_contain_text("Accueil")
    for row in (line, partner, contact):
        row.refresh_from_db()
    assert (line.funder, partner.organisation, contact.structure) == (kept, kept, kept)
    page.goto("/structures/?q=quartiers")
    expect(main).to_contain_text("Aucune structure pour ces critères")

    page.goto("/structures/doublons/")
    expect(main).to_contain_text("Fusions récentes")
    axe(page)
    page.get_by_role("button", name=re.compile("Annuler")).click()
    expect(page.locator("body")).to_contain_text("de nouveau au registre")
    assert FundingLine.objects.get(pk=line.pk).funder == gone
    assert Partner.objects.get(pk=partner.pk).organisation == gone
    assert Contact.objects.get(pk=contact.pk).structure == gone
    kept.refresh_from_db()
    assert kept.website == ""
    page.goto("/structures/?q=quartiers")
    expect(main).to_contain_text("Régie des quartiers de Moulins")


def test_the_list_follows_what_is_typed(regional_page: Page, cast: Cast) -> None:
    make_structure("Régie du Nord")
    make_structure("Régie du Sud")
    page = regional_page
    page.goto("/structures/")
    page.keyboard.press("/")
    filters = page.get_by_text("Filtrer", exact=True)
    if not page.get_by_label("Nom ou commune").is_visible():
        filters.click()
    page.get_by_label("Nom ou commune").press_sequentially("regie du s")
    expect(page.get_by_role("status").filter(has_text="1 structure")).to_have_text("1 structure")
    expect(page.locator("[data-ent-live]")).to_contain_text("Régie du Sud")
    expect(page.locator("[data-ent-live]")).not_to_contain_text("Régie du Nord")
    expect(page).to_have_url(re.compile(r"q=regie\+du\+s"))
    axe(page)
