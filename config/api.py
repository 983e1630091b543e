"""The public programming interface, version 1."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from entremise.activities.api import router as activities
from entremise.alerts.api import router as alerts
from entremise.carnet.api import router as carnet
from entremise.core.bodies import CompressedParser
from entremise.core.errors import Refusal

# The lists that requests hold, and what each is a list of.
LISTS = {"rounds": "tournée", "alerts": "alerte", "entries": "activité"}

api = NinjaAPI(
    title="Entremise",
    version="1",
    description="Interface de programmation de la plateforme Entremise.",
    docs_url=None,
    urls_namespace="api",
    parser=CompressedParser(),
)
# What a telephone is given weighs far less. Pages are not compressed: they mix what a visitor may
# choose with secrets that cookies open. Here what opens is in a header that nobody can forge.
api.add_decorator(gzip_page, mode="view")
api.add_router("", activities)
api.add_router("", alerts)
api.add_router("", carnet)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = "Jeton absent, inconnu ou expiré : reconnectez l'appareil."
    return api.create_response(request, {"detail": detail, "code": "unknown"}, status=401)


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    named = {str(name) for fault in error.errors for name in fault["loc"]}
    if "file" in named:
        detail = "La demande doit contenir « file », une photo, en « multipart/form-data »."
        return api.create_response(request, {"detail": detail}, status=422)
    name = next((name for name in LISTS if name in named), "entries")
    detail = f"La demande doit contenir « {name} », une liste d'au moins une {LISTS[name]}."
    return api.create_response(request, {"detail": detail}, status=422)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    said = {"detail": refusal.message, "code": refusal.code}
    return api.create_response(request, said, status=refusal.status)


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    detail = "Cet envoi est trop lourd : envoyez moins d'activités à la fois."
    return api.create_response(request, {"detail": detail}, status=413)


@api.exception_handler(RecursionError)
def _too_deep(request: HttpRequest, error: RecursionError) -> HttpResponse:
    return _stopped(request, HttpError(400, ""))


@api.exception_handler(HttpError)
def _stopped(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, RequestDataTooBig):
        return _too_big(request, error.__cause__)
    detail = str(error)
    if error.status_code == 400:
        detail = "Le corps de la demande n'est pas un document JSON lisible."
    return api.create_response(request, {"detail": detail}, status=error.status_code)
