"""Where an indicator is shown. An app above names on its AppConfig what tells it:

    indicator_uses = "entremise.reports.outline.uses"

It returns what people call each place (« Bilan, L'activité ») and the codes that it shows.
"""

from collections.abc import Iterator, Mapping

from django.apps import apps
from django.utils.module_loading import import_string

Uses = Mapping[str, frozenset[str]]


def declared() -> Iterator[Uses]:
    """What each app says, from the lowest one."""
    for config in apps.get_app_configs():
        if told := getattr(config, "indicator_uses", ""):
            yield import_string(told)()


def uses_of(code: str) -> list[str]:
    """The places where an indicator is shown, as people call them."""
    return [place for uses in declared() for place, codes in uses.items() if code in codes]
