"""What is neither a service nor a file: key figures, and what robots read."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from entremise.core.web import Request, anyone, page
from entremise.portal.public.cards import BLANK, href_of
from entremise.portal.public.figures import counts, key_figures
from entremise.portal.public.forms import FindForm
from entremise.structures.actor import VISITOR
from entremise.structures.policies import published_dispositifs

from .finding import HOME

PUBLIC = (
    "home", "public_find", "public_figures", "public_data", "public_referral", "accessibility",
)  # fmt: skip
# What robots may read; everything else is for people, or behind a password.
READABLE = (
    "/$", "/services/", "/trouver/$", "/trouver/?departement=", "/chiffres-cles/", "/donnees/",
    "/catalogue.", "/demander-une-mediation/$", "/accessibilite/", "/static/", "/sitemap.xml",
)  # fmt: skip


def welcome(request: Request) -> HttpResponse:
    """The home of whoever has not signed in: find a service, ask for a mediation, a few figures."""
    context = {
        "form": FindForm(),
        "list_address": reverse("public_services"),
        "blank_card": BLANK,
        "headline": counts().headline,
    }
    return render(request, "portal/public/home.html", context)


@page(anyone)
def figures(request: Request) -> HttpResponse:
    """How many jobs, services, communes; what each figure counts."""
    context = {"crumbs": [HOME, ("Chiffres clés", None)], "key": key_figures()}
    return render(request, "portal/public/figures.html", context)


@page(anyone)
def robots(request: Request) -> HttpResponse:
    """What robots may read."""
    lines = ["User-agent: *", *(f"Allow: {path}" for path in READABLE), "Disallow: /", ""]
    lines.append(f"Sitemap: {settings.PUBLIC_ADDRESS}{reverse('public_sitemap')}\n")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@page(anyone)
def sitemap(request: Request) -> HttpResponseBase:
    """Every public page (https://www.sitemaps.org/protocol.html)."""
    return StreamingHttpResponse(_sitemap(), content_type="application/xml; charset=utf-8")


def _sitemap() -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    )
    for name in PUBLIC:
        yield _url(reverse(name))
    rows = published_dispositifs(VISITOR).only("pk", "name").order_by("pk")
    for service in rows.iterator(chunk_size=1000):
        yield _url(href_of(service))
    yield "</urlset>\n"


def _url(path: str) -> str:
    # Numbers and slugs: nothing to escape.
    return f"<url><loc>{settings.PUBLIC_ADDRESS}{path}</loc></url>\n"
