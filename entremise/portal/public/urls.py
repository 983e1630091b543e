"""Addresses of the public site."""

from django.urls import path

from .views import data, finding, site

urlpatterns = [
    path("trouver/", finding.find, name="public_find"),
    path("trouver/services.json", finding.services, name="public_services"),
    path("services/<int:number>-<slug:slug>/", finding.service, name="public_service"),
    path("chiffres-cles/", site.figures, name="public_figures"),
    path("donnees/", data.data, name="public_data"),
    path("donnees/datapackage.json", data.data_package, name="public_package"),
    path("donnees/<slug:name>.csv", data.csv, name="public_csv"),
    path("donnees/<slug:name>.geojson", data.geojson, name="public_geojson"),
    path("donnees/<slug:name>.schema.json", data.schema, name="public_schema"),
    path("catalogue.jsonld", data.catalogue_jsonld, name="public_catalogue"),
    path("catalogue.ttl", data.catalogue_turtle, name="public_catalogue_turtle"),
    path("robots.txt", site.robots, name="public_robots"),
    path("sitemap.xml", site.sitemap, name="public_sitemap"),
]
