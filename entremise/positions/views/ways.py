"""Where one is, and how one came."""

from django.urls import reverse

from entremise.positions.models import Position

Crumbs = list[tuple[str, str | None]]

HOME = ("Accueil", "/")


def to_list(*steps: tuple[str, str | None]) -> Crumbs:
    """Home, the posts, and what follows."""
    return [HOME, ("Postes", reverse("position_list")), *steps]


def to_position(position: Position, step: str) -> Crumbs:
    """Down to something done with a post."""
    return to_list((str(position), reverse("position_detail", args=[position.pk])), (step, None))
