"""axe-core on an open page: what it finds is a failure, in light and in dark."""

from functools import cache
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[2]

# A change of theme is a transition of colours, however short, and each level waits for its parent.
# A spinner never finishes: it is not waited for.
SETTLED = """async () => {
  const finite = (animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime);
  for (let running = [null]; running.length; ) {
    await new Promise(requestAnimationFrame);
    running = document.getAnimations().filter(finite);
    await Promise.allSettled(running.map((animation) => animation.finished));
  }
}"""
THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


@cache
def _source() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()


def _broken(page: Page) -> list[str]:
    page.evaluate(_source())
    report = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{broken['id']} ({broken['help']}) : {node['html'][:140]} {node['failureSummary'][:200]}"
        for broken in report["violations"]
        for node in broken["nodes"]
    ]


def violations(page: Page) -> list[str]:
    """Every rule broken by the page as it is, in both themes; leaves it in the light one."""
    found = []
    for theme in reversed(THEMES):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        page.evaluate(SETTLED)
        found += [f"{page.url} [{theme}] {fault}" for fault in _broken(page)]
    return found


def axe(page: Page) -> None:
    """Fail on any violation, in either theme."""
    found = violations(page)
    assert found == [], "\n".join(found)
