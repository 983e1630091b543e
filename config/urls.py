"""The map of addresses. Paths are French, names English."""

from django.urls import URLPattern, URLResolver, include, path

from .api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("entremise.portal.urls")),
    path("", include("entremise.accounts.urls")),
    path("", include("entremise.ui.urls")),
    path("territoires/", include("entremise.territories.urls")),
    path("", include("entremise.structures.urls")),
    path("", include("entremise.positions.urls")),
    path("", include("entremise.support.urls")),
    path("", include("entremise.atlas.urls")),
    path("", include("entremise.cases.urls")),
    path("activites/", include("entremise.activities.urls")),
    path("alertes/", include("entremise.alerts.urls")),
    path("imports/", include("entremise.imports.urls")),
    path("", include("entremise.carnet.urls")),
    path("indicateurs/", include("entremise.indicators.urls")),
    path("rapports/", include("entremise.reports.urls")),
    path("api/v1/", api.urls),
]
