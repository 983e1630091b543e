"""Pages that belong to no domain: the gallery of components, the accessibility statement."""

from django.urls import path

from .views import accessibility, gallery

urlpatterns = [
    path("composants/", gallery, name="gallery"),
    path("accessibilite/", accessibility, name="accessibility"),
]
