"""What a browser installs: one page for everybody, its manifest, its service worker.

None of the three holds any data: whoever opens them learns nothing of anybody.
"""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control

from entremise.carnet.files import TEMPLATE, edition, worker_source
from entremise.core.web import Request, anyone, page
from entremise.ui.palette import palette

API = "/api/v1/"
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


@cache_control(no_cache=True)
@page(anyone)
def carnet(request: Request) -> HttpResponse:
    """The shell of the carnet: the same bytes for everybody, so that it can be kept offline."""
    context = {"config": _config(edition().version), "colours": palette()["paper"]}
    return HttpResponse(render_to_string(TEMPLATE, context))


def _config(version: str) -> dict[str, str]:
    home = reverse("carnet")
    return {
        "version": version,
        "api": API,
        "register": reverse("carnet_device"),
        "signIn": f"{reverse('account_login')}?next={home}",
        "signOut": reverse("account_logout"),
        "worker": reverse("carnet_worker"),
        "scope": home,
        "sprite": static("vendor/icons.svg"),
    }


@cache_control(no_cache=True)
@page(anyone)
def worker(request: Request) -> HttpResponse:
    """The service worker, told what to keep. A new byte in it is a new version of the carnet."""
    kept = edition()
    told: dict[str, Any] = {
        "version": kept.version,
        "shell": reverse("carnet"),
        "files": [*kept.addresses, reverse("carnet_manifest")],
        "api": API,
    }
    text = f"self.CARNET = {json.dumps(told, indent=1)};\n{worker_source()}"
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = reverse("carnet")
    return answer


@cache_control(no_cache=True)
@page(anyone)
def manifest(request: Request) -> JsonResponse:
    """What makes the carnet installable."""
    home, paper = reverse("carnet"), palette()["paper"]
    return JsonResponse(
        {
            "id": home,
            "start_url": home,
            "scope": home,
            "name": "Carnet de médiation, Entremise",
            "short_name": "Carnet",
            "description": "Le carnet de tournée des médiateurs, sans réseau comme avec.",
            "lang": "fr",
            "dir": "ltr",
            "display": "standalone",
            "background_color": paper.light,
            "theme_color": paper.light,
            "icons": [
                {
                    "src": static(f"carnet/icons/{purpose}-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for size, purpose in ICONS
            ],
        },
        content_type="application/manifest+json",
    )
