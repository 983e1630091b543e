"""Addresses of the map and of the coverage."""

from django.urls import path

from .views import areas, coverage, maps

urlpatterns = [
    path("carte/", maps.map_page, name="map"),
    path("carte/publique/", maps.public_map, name="public_map"),
    path("carte/integree/", maps.embedded_map, name="embedded_map"),
    path("dispositifs/<int:pk>/secteur/", areas.area_draw, name="area_draw"),
    path("couverture/", coverage.coverage_page, name="coverage"),
    path("couverture/export.<shape:shape>", coverage.coverage_export, name="coverage_export"),
    path("couverture/chevauchements/", coverage.overlap_page, name="overlap_list"),
    path("couverture/quartiers/<str:qpv>/", coverage.qpv_coverage, name="qpv_coverage"),
    path("couverture/communes/<str:commune>/", coverage.commune_coverage, name="commune_coverage"),
]
