"""The gallery, the accessibility statement, and the pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entremise.core.web import Request, anyone, page

from .examples import everything


@page(anyone)
def gallery(request: Request) -> HttpResponse:
    """Each component with an example, for who composes a page."""
    crumbs = [("Exemples", "/"), ("Composants", None)]
    return render(request, "ui/gallery.html", {"crumbs": crumbs, **everything(request.GET)})


@page(anyone)
def accessibility(request: Request) -> HttpResponse:
    """What is held to, what is checked, whom to write to."""
    return render(request, "ui/accessibility.html", {"crumbs": [("Accessibilité", None)]})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened too long ago, or cookies are refused."""
    return render(request, "csrf.html", status=403)
