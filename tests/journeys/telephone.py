"""The gestures of a telephone that holds the carnet."""

from playwright.sync_api import Page, expect

HOME = "Aujourd’hui"  # a part that only the home has


def install(page: Page, pin: str = "") -> None:
    """Take the telephone for whoever is signed in, the worker in charge."""
    page.goto("/carnet/")
    if pin:
        page.get_by_label("Un code pour l’ouvrir").fill(pin)
    page.get_by_role("button", name="Utiliser ce téléphone").click()
    expect(page.get_by_role("heading", name=HOME)).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready")
    expect(page.get_by_text("tout est envoyé")).to_be_visible()


def offline(page: Page) -> None:
    """Cut the network, and start the page again."""
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_be_visible()


def back(page: Page) -> None:
    """The network comes back."""
    page.context.set_offline(False)
    try_to_send(page)


def try_to_send(page: Page) -> None:
    """As when the network comes back."""
    page.evaluate("dispatchEvent(new Event('online'))")


def go(page: Page, name: str) -> None:
    """To a screen, by the tabs."""
    page.get_by_role("navigation", name="Carnet").get_by_role("link", name=name).click()
