"""axe-core on an open page: what it finds is a failure, in light and in dark."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[2]

# Contrast is judged on a still page: a change of theme is a transition of colours, however short,
# and its end may never come when the browser has no reason to draw. Nothing moves instead.
STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "*, ::before, ::after { transition: none !important; animation: none !important; }"
  );
  document.adoptedStyleSheets = [sheet];
}"""
MOVING = "() => { document.adoptedStyleSheets = []; }"
RULES: dict[Literal["light", "dark"], tuple[str, ...]] = {
    "dark": ("color-contrast", "link-in-text-block"),
    "light": (),  # all of them, and last: the page is left in it
}


@cache
def _source() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()


def _broken(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    report = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{broken['id']} ({broken['help']}) : {node['html'][:140]} {node['failureSummary'][:200]}"
        for broken in report["violations"]
        for node in broken["nodes"]
    ]


def violations(page: Page) -> list[str]:
    """Every rule broken by the page as it is, in both themes; leaves it in the light one.

    Themes are colours: in the dark, only what is judged on colours is looked at again.
    """
    found = []
    page.evaluate(STILL)
    page.evaluate(_source())
    for theme, rules in RULES.items():
        # Chosen, or the carnet would stay dark after sunset.
        page.evaluate(f"document.cookie = 'theme={theme}; path=/'")
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        found += [f"{page.url} [{theme}] {fault}" for fault in _broken(page, rules)]
    page.evaluate("document.cookie = 'theme=; path=/; max-age=0'")
    page.evaluate(MOVING)
    return found


def axe(page: Page) -> None:
    """Fail on any violation, in either theme."""
    found = violations(page)
    assert found == [], "\n".join(found)
