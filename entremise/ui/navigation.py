"""The menu. Each app declares its entries on its AppConfig; this module only gathers them.

`navigation = (Entry("Activités", "activity_list", "journal-text", 20, ("director",), main=True),)`

Visitors have a menu of their own, `public_navigation`, which also stands at the foot of every page.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Entry:
    """A place in the menu.

    `roles` are the codes of the roles that see it (none: whoever has signed in). `main` entries
    stand in the bar at the bottom of a phone, four at most, under their `short` label if any.
    """

    label: str
    url_name: str
    icon: str
    order: int
    roles: tuple[str, ...] = ()
    main: bool = False
    short: str = ""


@dataclass(frozen=True)
class Place:
    """An entry, where it leads, and whether we are there."""

    entry: Entry
    href: str
    current: bool = False


def entries_for(actor: Any) -> list[Entry]:
    """The entries of an actor's role, in order. A visitor has none."""
    if actor is None or not actor.is_authenticated:
        return []
    seen = [one for one in _declared("navigation") if not one.roles or actor.role in one.roles]
    return sorted(seen, key=lambda entry: entry.order)


def _declared(name: str) -> list[Entry]:
    return [entry for config in apps.get_app_configs() for entry in getattr(config, name, ())]


def public_places(path: str) -> list[Place]:
    """The pages that anybody opens, in order."""
    entries = sorted(_declared("public_navigation"), key=lambda entry: entry.order)
    return _placed(entries, path)


def places(actor: Any, path: str) -> list[Place]:
    """The menu of an actor standing at `path`: the longest address that begins it is current."""
    return _placed(entries_for(actor), path)


def _placed(entries: list[Entry], path: str) -> list[Place]:
    found = [(entry, reverse(entry.url_name)) for entry in entries]
    within = [href for _, href in found if path == href or (href != "/" and path.startswith(href))]
    here = max(within, key=len, default=None)
    return [Place(entry, href, href == here) for entry, href in found]


def address(url_name: str, *about: Any) -> str:
    """The address of a page another app may provide, or nothing when it does not."""
    try:
        return reverse(url_name, args=about)
    except NoReverseMatch:
        return ""
