"""What other apps add to the page of a structure or of a dispositif.

An app above names its makers on its AppConfig, as it does its places in the menu:

    structure_panels = ("entremise.support.panels.meetings",)
    dispositif_panels = ("entremise.atlas.panels.overlaps",)

Each is given who looks and at what, and answers a panel, or None for whoever may not read it or
when there is nothing to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from entremise.ui.components import Link, Table

from .actor import Actor
from .models import Dispositif, Structure


@dataclass(frozen=True)
class Panel:
    """A part of the page: the template that draws it, and what it draws as `panel.content`. What is
    `urgent` comes before what the page says itself."""

    template: str
    content: Any
    urgent: bool = False


@dataclass(frozen=True)
class Section:
    """A heading, a table, or a sentence when there is nothing, and where it leads."""

    key: str
    heading: str
    table: Table | None = None
    sentence: str = ""
    links: Sequence[Link] = ()

    @property
    def panel(self) -> Panel:
        """The plainest of panels."""
        return Panel("structures/_section.html", self)


def panels_of(actor: Actor, thing: Structure | Dispositif) -> list[Panel]:
    """The panels that somebody may read on its page, in the order of the apps."""
    makers = [
        import_string(path)
        for config in apps.get_app_configs()
        for path in getattr(config, f"{thing._meta.model_name}_panels", ())
    ]
    return [panel for make in makers if (panel := make(actor, thing))]
