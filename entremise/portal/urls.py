from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("ma-semaine/", views.my_week, name="my_week"),
    path("", include("entremise.portal.public.urls")),
    path("tableau-de-bord/", views.dashboard, name="dashboard"),
]
