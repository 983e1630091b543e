"""What every page's skeleton needs."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .navigation import address, places, public_places

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """The actor, the menu, and the theme the person chose (empty: as the system)."""
    actor = getattr(request, "actor", None)
    chosen = request.COOKIES.get("theme", "")
    return {
        "actor": actor,
        "menu": SimpleLazyObject(lambda: places(actor, request.path)),
        "public_menu": SimpleLazyObject(lambda: public_places(request.path)),
        "switch_role": SimpleLazyObject(lambda: address("switch_role")),
        "my_account": SimpleLazyObject(lambda: address("my_account")),
        "theme": chosen if chosen in THEMES else "",
    }
