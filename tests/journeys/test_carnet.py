"""The carnet in a browser: a shift without network, and everything arrives."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from entremise.activities.models import Activity, QuarantinedEntry, Round
from entremise.carnet import files
from entremise.core import clock
from entremise.structures.models import AccessToken
from entremise.structures.tokens import revoke_token
from tests.accounts.factories import PASSWORD
from tests.activities.factories import make_activity, make_round
from tests.journeys.conftest import OpenAs
from tests.journeys.telephone import HOME, back, go, install, offline, try_to_send
from tests.structures.geography import make_places
from tests.support.accessibility import axe
from tests.support.cast import Cast

PIN = "2580"


@pytest.fixture
def phone(open_as: OpenAs, cast: Cast) -> Page:
    """The mediator's telephone, the carnet installed and its worker in charge."""
    make_places()
    cast.dispositif.communes.set(["59350"])
    page = open_as(cast.mediator, phone=True)
    install(page)
    return page


def _log(page: Page, register: str = "Présence active", people: int = 1) -> None:
    go(page, "Consigner")
    page.get_by_role("radio", name=register, exact=True).check()
    for _ in range(people - 1):
        page.get_by_role("button", name="Combien de personnes : un de plus").click()
    page.get_by_role("button", name="Consigner", exact=True).click()
    expect(page.get_by_role("heading", name=HOME)).to_be_visible()


def _sent(page: Page) -> None:
    expect(page.get_by_role("banner").get_by_text("tout est envoyé")).to_be_visible()


def test_it_can_be_installed(visitor_page: Page, live_server: LiveServer) -> None:
    page = visitor_page
    answer = page.request.get(f"{live_server.url}/carnet/manifest.webmanifest")
    manifest = json.loads(answer.text())
    assert {"name", "short_name", "start_url", "scope", "display", "icons"} <= manifest.keys()
    assert (manifest["display"], manifest["start_url"]) == ("standalone", "/carnet/")
    sizes = {icon["sizes"] for icon in manifest["icons"]}
    assert {"192x192", "512x512"} <= sizes
    for icon in manifest["icons"]:
        assert page.request.get(f"{live_server.url}{icon['src']}").ok


def test_it_starts_and_draws_every_screen_offline(phone: Page) -> None:
    offline(phone)
    expect(phone.get_by_role("heading", name=HOME)).to_be_visible()
    axe(phone)
    for name in ("Consigner", "Saisies", "Tournée", "Téléphone"):
        go(phone, name)
        expect(phone.get_by_role("navigation", name="Carnet")).to_be_visible()
        axe(phone)
        _fits(phone)


def _fits(page: Page) -> None:
    """With letters twice as large, nothing leaves the screen by its side."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    right = "Math.max(...[...document.querySelectorAll('a, button')].map(right))"
    reach = f"() => {{ const right = (e) => e.getBoundingClientRect().right; return {right}; }}"
    assert page.evaluate(reach) <= page.evaluate("document.documentElement.clientWidth")
    page.evaluate("document.documentElement.style.fontSize = ''")


@pytest.mark.parametrize(("width", "letters"), [(390, "100%"), (320, "200%")])
def test_what_is_said_hides_neither_the_title_nor_what_one_touches(
    phone: Page, width: int, letters: str
) -> None:
    phone.set_viewport_size({"width": width, "height": 640})
    _log(phone)
    phone.evaluate(f"document.documentElement.style.fontSize = '{letters}'")
    toast = phone.locator(".toast")
    for screen in ("Accueil", "Consigner"):
        go(phone, screen)
        expect(toast).to_be_visible()
        for other in ("h1", ".tabs", ".send"):
            assert not _overlap(phone, other), f"{other} of {screen}"


def _overlap(page: Page, other: str) -> bool:
    """Whether what is said lies over a part of the screen that shows."""
    both = "[document.querySelector('.toast'), document.querySelector(other)]"
    boxes = f"const [a, b] = {both}.map((e) => e?.getBoundingClientRect())"
    return bool(
        page.evaluate(
            f"(other) => {{ {boxes}; return b && a.top < b.bottom && b.top < a.bottom }}", other
        )
    )


def test_large_letters_on_a_narrow_screen_break_no_word(phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.evaluate("document.documentElement.style.fontSize = '200%'")
    for screen in ("Tournée", "Saisies", "Consigner", "Téléphone", "Accueil"):
        go(phone, screen)
        expect(phone.locator("h1")).to_be_visible()
        assert phone.evaluate(BROKEN_WORDS) == []


# The words of titles and buttons that stand on two lines.
BROKEN_WORDS = """() => {
  const broken = [];
  for (const part of document.querySelectorAll("h1, .button")) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (const { 0: word, index } of text.data.matchAll(/[^\\s-]+/g)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        if (range.getClientRects().length > 1) broken.push(word);
      }
    }
  }
  return broken;
}"""


def test_it_opens_while_the_browser_asks_whether_to_keep_its_data(
    open_as: OpenAs, cast: Cast
) -> None:
    page = open_as(cast.mediator, phone=True)
    # As Firefox does, until the person answers.
    page.add_init_script("navigator.storage.persist = () => new Promise(() => {})")
    install(page)


def test_a_whole_shift_offline_arrives_once(phone: Page, cast: Cast) -> None:
    offline(phone)
    go(phone, "Tournée")
    phone.get_by_label("Un autre lieu").fill("Résidence du Parc")
    phone.get_by_role("button", name="Ajouter ce lieu").click()
    phone.get_by_role("button", name="Commencer").click()
    phone.get_by_role("button", name="Nous y sommes").first.click()
    phone.get_by_role("link", name="Consigner ici").click()
    phone.get_by_role("radio", name="Conflit", exact=True).check()
    phone.get_by_role("button", name="Consigner", exact=True).click()
    expect(phone.get_by_text("Saisie gardée")).to_be_visible()
    _log(phone, people=3)
    _log(phone, "Veille")
    phone.reload()  # a telephone that restarts in the middle of the shift
    waiting = "3 saisies et 1 tournée en attente"
    expect(phone.get_by_role("banner")).to_contain_text(waiting)
    go(phone, "Saisies")
    expect(phone.get_by_text(f"{waiting}.")).to_be_visible()
    phone.get_by_role("link", name=re.compile("En attente")).click()
    expect(phone.get_by_role("main").get_by_role("listitem")).to_have_count(4)
    axe(phone)
    go(phone, "Tournée")
    phone.get_by_role("button", name="Terminer la tournée").click()
    axe(phone)
    phone.get_by_role("button", name="Confirmer").click()
    expect(phone.get_by_text("Tournée terminée")).to_be_visible()
    assert not Activity.objects.exists()
    back(phone)
    _sent(phone)
    assert Activity.objects.count() == 3
    assert sum(Activity.objects.values_list("people", flat=True)) == 5
    (kept,) = Round.objects.all()
    assert kept.ended_at
    assert [stop["label"] for stop in kept.stops] == ["Résidence du Parc"]
    assert set(Activity.objects.values_list("round_id", flat=True)) == {kept.pk}
    assert not QuarantinedEntry.objects.exists()


def test_an_entry_begun_is_taken_up_again_after_a_reload(phone: Page) -> None:
    go(phone, "Consigner")
    phone.get_by_role("radio", name="Veille", exact=True).check()
    expect(phone.get_by_role("banner")).to_contain_text("1 brouillon")
    phone.reload()
    go(phone, "Accueil")
    expect(phone.get_by_role("link", name="1 saisie commencée, à finir")).to_be_visible()
    go(phone, "Consigner")
    axe(phone)
    phone.get_by_role("link", name="Reprendre la saisie commencée à").click()
    expect(phone.get_by_role("radio", name="Veille", exact=True)).to_be_checked()
    phone.locator(".send .button-main").click()
    _sent(phone)
    assert Activity.objects.get().register == "watch"


def test_a_round_never_leaves_without_anybody(phone: Page, cast: Cast) -> None:
    go(phone, "Tournée")
    own = phone.get_by_role("checkbox", name=cast.mediator.actor.name)
    expect(own).to_be_checked()
    own.uncheck()
    phone.get_by_role("button", name="Commencer").click()
    expect(phone.get_by_text("au moins une personne")).to_be_visible()
    own.check()
    phone.get_by_role("button", name="Commencer").click()
    expect(phone.locator(".lead")).to_have_text(
        re.compile(rf"^Depuis \d\d:\d\d, {cast.mediator.actor.name}\.$")
    )


def test_a_forgotten_round_is_given_its_real_end(phone: Page, cast: Cast) -> None:
    start = (clock.now() - timedelta(hours=30)).replace(second=0, microsecond=0)
    stops = [
        {"label": "Gare", "kind": "street", "arrived_at": (start + timedelta(hours=1)).isoformat()}
    ]
    kept = make_round(
        cast.mediator, cast.dispositif, started_at=start.isoformat(), ended_at=None, stops=stops
    )
    try_to_send(phone)
    expect(phone.get_by_text("est à terminer")).to_be_visible()
    phone.get_by_role("link", name="Indiquer sa fin").click()
    phone.get_by_role("button", name="Terminer la tournée du").click()
    axe(phone)
    end = phone.get_by_label("Fin", exact=True)
    # As the clock of the phone shows it: the end offered is the only stop's.
    offered = datetime.fromisoformat(end.input_value())
    end.fill(f"{offered - timedelta(hours=2):%Y-%m-%dT%H:%M}")
    phone.get_by_role("button", name="Confirmer").click()
    expect(phone.get_by_text("avant d’avoir commencé")).to_be_visible()
    end.fill(f"{offered + timedelta(minutes=20):%Y-%m-%dT%H:%M}")
    phone.get_by_role("button", name="Confirmer").click()
    expect(phone.get_by_text("Tournée terminée")).to_be_visible()
    _sent(phone)
    kept.refresh_from_db()
    assert kept.ended_at == start + timedelta(hours=1, minutes=20)
    assert datetime.fromisoformat(kept.stops[0]["left_at"]) == kept.ended_at
    go(phone, "Accueil")
    expect(phone.get_by_text("à terminer")).to_have_count(0)


def test_a_refused_round_is_mended_on_the_phone(phone: Page, cast: Cast) -> None:
    # A telephone whose clock is three hours ahead, until somebody looks at it.
    phone.add_init_script(
        "const real = Date.now; Date.now = () => real() + Number(localStorage.ahead ?? 0)"
    )
    phone.evaluate("localStorage.ahead = 3 * 3600e3")
    phone.reload()
    go(phone, "Tournée")
    phone.get_by_role("button", name="Commencer").click()
    # The form that starts a round has a field of the same name.
    expect(phone.get_by_role("heading", name="En tournée")).to_be_visible()
    phone.get_by_label("Un autre lieu").fill("Gare")
    phone.get_by_role("button", name="Nous y sommes").click()
    expect(phone.get_by_role("link", name="Consigner ici")).to_be_visible()
    try_to_send(phone)
    expect(phone.get_by_text("est dans le futur")).to_be_visible()
    phone.evaluate("delete localStorage.ahead")
    phone.reload()
    expect(phone.get_by_text("est dans le futur")).to_be_visible()
    phone.get_by_role("button", name="Corriger les heures").click()
    axe(phone)
    start = phone.get_by_label("Départ de la tournée")
    began = datetime.fromisoformat(start.input_value()) + timedelta(hours=-4)
    start.fill(f"{began:%Y-%m-%dT%H:%M}")
    phone.get_by_label("Arrivée").fill(f"{began - timedelta(minutes=9):%Y-%m-%dT%H:%M}")
    phone.get_by_role("button", name="Envoyer de nouveau").click()
    expect(phone.get_by_text("Gare : l’arrivée précède")).to_be_visible()
    phone.get_by_label("Arrivée").fill(f"{began + timedelta(minutes=9):%Y-%m-%dT%H:%M}")
    phone.get_by_role("button", name="Envoyer de nouveau").click()
    expect(phone.get_by_text("Correction gardée")).to_be_visible()
    expect(phone.get_by_role("heading", name="En tournée")).to_be_visible()
    _sent(phone)
    kept = Round.objects.get()
    assert kept.started_at.minute == began.minute
    assert clock.now() - kept.started_at < timedelta(hours=2)
    assert QuarantinedEntry.objects.filter(settled_at=None).count() == 0


def test_a_pair_walks_one_round_on_two_phones(phone: Page, open_as: OpenAs, cast: Cast) -> None:
    other = open_as(cast.coordinator, phone=True)
    install(other)
    go(phone, "Tournée")
    phone.get_by_role("checkbox", name=cast.coordinator.actor.name).check()
    phone.get_by_role("button", name="Commencer").click()
    expect(phone.get_by_role("heading", name="En tournée")).to_be_visible()
    _sent(phone)
    try_to_send(other)
    go(other, "Tournée")
    expect(other.get_by_text("téléphone qui a commencé la tournée")).to_be_visible()
    axe(other)
    _log(other)
    go(other, "Tournée")
    other.get_by_role("button", name="Continuer sur ce téléphone").click()
    expect(other.get_by_role("button", name="Terminer la tournée")).to_be_visible()
    _sent(other)
    (kept,) = Round.objects.all()
    assert Activity.objects.get().round_id == kept.pk


def test_a_place_is_the_same_however_one_says_it(phone: Page, cast: Cast) -> None:
    """« Nous y sommes » then the main button, « Consigner ici », and the copy of the last one."""
    gare = {
        "kind": "transport_station",
        "label": "Gare",
        "address": "1 place",
        "lon": 3.06,
        "lat": 50.62,
    }
    gare |= {"commune": "59350", "qpv": "QN05901M"}
    known = make_activity(cast.mediator, cast.dispositif, place=gare, register="watch")
    try_to_send(phone)
    go(phone, "Tournée")
    phone.get_by_role("button", name="Commencer").click()
    phone.get_by_role("button", name="Nous y sommes : Gare").click()
    _log(phone)
    go(phone, "Tournée")
    phone.get_by_role("link", name="Consigner ici").click()
    phone.get_by_role("radio", name="Présence active", exact=True).check()
    phone.get_by_role("button", name="Consigner", exact=True).click()
    phone.get_by_role("link", name="Comme la dernière").click()
    phone.get_by_role("button", name="Consigner", exact=True).click()
    expect(phone.get_by_role("heading", name=HOME)).to_be_visible()
    _sent(phone)
    whole = ("place_kind", "address", "lon", "lat", "commune", "qpv", "place_method")
    rows = Activity.objects.filter(register="presence").values_list(*whole)
    assert list(rows) == [Activity.objects.values_list(*whole).get(pk=known.pk)] * 3
    assert known.qpv_id
    (stop,) = Round.objects.get().stops
    assert (stop["lon"], stop["commune"]) == (known.lon, known.commune_id)


def test_an_entry_takes_six_touches_at_most(phone: Page) -> None:
    _log(phone)  # the habits are known from then on
    touches = 0

    def touch(act: Callable[[], None]) -> None:
        nonlocal touches
        act()
        touches += 1

    touch(lambda: go(phone, "Consigner"))
    touch(phone.get_by_role("radio", name="Conflit", exact=True).check)
    touch(phone.get_by_role("button", name="Combien de personnes : un de plus").click)
    touch(phone.get_by_role("radio", name=re.compile(r"^30\smin$")).check)
    touch(phone.get_by_role("radio", name="Apaisement", exact=True).check)
    touch(phone.get_by_role("button", name="Consigner", exact=True).click)
    expect(phone.get_by_role("heading", name=HOME)).to_be_visible()
    assert touches <= 6
    go(phone, "Saisies")
    expect(phone.get_by_text("envoyée", exact=True)).to_have_count(2)
    last = Activity.objects.latest("created_at")
    assert (last.register, last.people, last.duration, last.outcome) == (
        "conflict",
        2,
        30,
        "calmed",
    )


def test_a_new_version_takes_over_with_a_full_queue(
    phone: Page, monkeypatch: pytest.MonkeyPatch, expected_errors: list[str]
) -> None:
    expected_errors.append("net::ERR_FAILED")
    offline(phone)
    _log(phone)
    _log(phone, "Veille")
    real = files.edition()
    newer = files.Edition("nouvelle-version", real.addresses)
    monkeypatch.setattr("entremise.carnet.views.shell.edition", lambda: newer)
    # The network is back for the files, not for the entries.
    phone.context.route("**/api/v1/**", lambda route: route.abort())
    phone.context.set_offline(False)
    phone.evaluate("navigator.serviceWorker.getRegistration('/carnet/').then((r) => r.update())")
    phone.get_by_role("button", name="Installer").click()
    go(phone, "Téléphone")
    expect(phone.get_by_text("Version nouvelle")).to_be_visible()
    expect(phone.get_by_role("banner")).to_contain_text("2 saisies en attente")
    phone.context.unroute("**/api/v1/**")
    back(phone)
    _sent(phone)
    assert Activity.objects.count() == 2


def test_two_versions_are_both_shown_and_a_person_settles(
    phone: Page, open_as: OpenAs, cast: Cast
) -> None:
    _log(phone)
    _sent(phone)
    activity = Activity.objects.get()
    offline(phone)
    _correct(phone, people=3)
    desk = open_as(cast.coordinator)
    desk.goto(f"/activites/{activity.pk}/corriger/")
    desk.get_by_role("spinbutton", name="Combien de personnes").fill("7")
    desk.get_by_role("button", name="Enregistrer la correction").click()
    expect(desk.get_by_text("7 personnes").first).to_be_visible()
    back(phone)
    go(phone, "Saisies")
    phone.get_by_text("deux versions").click()
    expect(phone.get_by_text("sur ce téléphone")).to_be_visible()
    start = timezone.localtime(activity.started_at)
    expect(phone.get_by_role("main")).to_contain_text("Présence active, ")
    expect(phone.get_by_role("main")).to_contain_text(f"{start:%H:%M}")
    axe(phone)
    phone.get_by_role("radio", name="sur ce téléphone").check()
    phone.get_by_role("button", name="Garder ces choix").click()
    expect(phone.get_by_role("link", name=re.compile(r"3\spersonnes.*envoyée"))).to_be_visible()
    activity.refresh_from_db()
    assert (activity.people, activity.version) == (3, 3)


def _correct(page: Page, people: int) -> None:
    go(page, "Saisies")
    page.get_by_role("link", name=re.compile("Présence active")).click()
    page.get_by_role("spinbutton", name="Combien de personnes").fill(str(people))
    page.get_by_role("spinbutton", name="Combien de personnes").press("Tab")
    page.get_by_role("button", name="Garder la correction").click()
    expect(page.get_by_text("Correction gardée")).to_be_visible()


def test_a_revoked_phone_hands_over_what_it_holds_and_empties_itself(
    phone: Page, cast: Cast, expected_errors: list[str]
) -> None:
    expected_errors.append("401 (Unauthorized)")
    offline(phone)
    _log(phone)
    token = AccessToken.objects.get()
    revoke_token(token=token, by=cast.director.actor)
    back(phone)
    expect(phone.get_by_text("coupé depuis le bureau")).to_be_visible()
    expect(phone.get_by_role("link", name="S’identifier")).to_be_visible()
    assert not Activity.objects.exists()
    assert QuarantinedEntry.objects.count() == 1
    assert _rows(phone) == 0


def _rows(page: Page) -> int:
    """How many rows the databases of the carnet hold, the keys included."""
    return int(
        page.evaluate(
            """async () => {
              let rows = 0;
              for (const { name } of await indexedDB.databases()) {
                const open = indexedDB.open(name);
                await new Promise((done) => { open.onsuccess = done; });
                const database = open.result;
                for (const store of database.objectStoreNames) {
                  const count = database.transaction(store).objectStore(store).count();
                  await new Promise((done) => { count.onsuccess = done; });
                  rows += count.result;
                }
                database.close();
              }
              return rows;
            }"""
        )
    )


def test_a_pin_closes_the_notebook(open_as: OpenAs, cast: Cast) -> None:
    cast.structure.carnet_pin = True
    cast.structure.save()
    page = open_as(cast.mediator, phone=True)
    install(page, PIN)
    go(page, "Téléphone")
    page.get_by_role("button", name="Verrouiller").click()
    expect(page.get_by_role("heading", name="Carnet verrouillé")).to_be_visible()
    axe(page)
    page.get_by_label("Votre code").fill("0000")
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_text("Ce n’est pas le bon code")).to_be_visible()
    page.reload()
    page.get_by_label("Votre code").fill(PIN)
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_role("navigation", name="Carnet")).to_be_visible()
    go(page, "Téléphone")
    page.get_by_role("button", name="Verrouiller").click()
    for _ in range(10):
        page.get_by_label("Votre code").fill("0000")
        page.get_by_role("button", name="Ouvrir").click()
        expect(page.get_by_role("button", name="Ouverture…")).to_have_count(0)
    expect(page.get_by_text("Trop d’essais")).to_be_visible()
    expect(page.get_by_role("link", name="S’identifier")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()


def test_leaving_keeps_what_is_not_sent_for_the_same_person(phone: Page, cast: Cast) -> None:
    assert cast.mediator.membership is not None
    user = cast.mediator.membership.user
    offline(phone)
    _log(phone)
    go(phone, "Téléphone")
    phone.get_by_role("button", name="Se déconnecter").click()
    expect(phone.get_by_text("1 saisie n’est pas envoyée")).to_be_visible()
    try_to_send(phone)  # an exchange that ends meanwhile takes no question away
    phone.get_by_role("button", name="Se déconnecter").last.click()
    expect(phone.get_by_text("Pas de réseau")).to_be_visible()
    user.set_password(PASSWORD)
    user.save()
    back(phone)  # whoever holds it now is not let in by the session of the site
    phone.get_by_role("link", name="S’identifier").click()
    phone.get_by_label("Adresse électronique").fill(user.email)
    phone.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Se connecter").click()
    phone.get_by_role("button", name="Utiliser ce téléphone").click()
    expect(phone.get_by_role("heading", name=HOME)).to_be_visible()
    _sent(phone)
    assert Activity.objects.count() == 1
    assert AccessToken.objects.count() == 1  # the same telephone, not a second one


def test_without_encryption_on_the_way_the_carnet_says_what_is_missing(
    open_as: OpenAs, cast: Cast
) -> None:
    page = open_as(cast.mediator, phone=True)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto("/carnet/")
    expect(page.get_by_text("une adresse qui commence par https")).to_be_visible()


def test_an_entry_left_half_way_is_found_again(phone: Page, cast: Cast) -> None:
    go(phone, "Consigner")
    phone.get_by_text("Note", exact=True).click()
    phone.get_by_role("textbox", name="Note").fill("Porte bloquée")
    expect(phone.get_by_role("radio", name="Veille", exact=True)).not_to_be_checked()
    go(phone, "Saisies")
    phone.reload()
    phone.get_by_role("link", name=re.compile("À régler")).click()
    phone.locator("#contenu a.row").click()
    expect(phone.get_by_role("heading", name="Consigner")).to_be_visible()
    expect(phone.get_by_role("textbox", name="Note")).to_have_value("Porte bloquée")
    phone.get_by_role("button", name="Renoncer").click()
    expect(phone.get_by_text("Brouillon jeté")).to_be_visible()
    go(phone, "Saisies")
    phone.get_by_role("link", name=re.compile("À régler")).click()
    expect(phone.locator("#contenu a.row")).to_have_count(0)


def test_here_is_not_the_place_one_has_left(phone: Page, cast: Cast) -> None:
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 50.63, "longitude": 3.06})
    go(phone, "Consigner")
    phone.get_by_label("Nom du lieu").fill("Résidence Lafargue")
    phone.get_by_role("radio", name="Veille", exact=True).check()
    phone.get_by_role("button", name="Consigner", exact=True).click()
    _sent(phone)
    go(phone, "Consigner")
    phone.get_by_role("radio", name="Résidence Lafargue").check()
    phone.get_by_role("radio", name="Ici").click()
    expect(phone.get_by_text("m près")).to_be_visible()
    expect(phone.get_by_role("radio", name="Ici")).to_be_checked()
    phone.get_by_role("radio", name="Veille", exact=True).check()
    phone.get_by_role("button", name="Consigner", exact=True).click()
    _sent(phone)
    last = Activity.objects.latest("created_at")
    assert (last.place_label, last.lon, last.lat) == ("", 3.06, 50.63)
