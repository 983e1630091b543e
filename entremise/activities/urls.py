from django.urls import path

from . import views

urlpatterns = [
    path("", views.activity_list, name="activity_list"),
    path("export.csv", views.activity_export, name="activity_export"),
    path("consigner/", views.activity_new, name="activity_new"),
    path("a-corriger/", views.quarantine_list, name="quarantine_list"),
    path("a-corriger/<int:pk>/", views.quarantine_mend, name="quarantine_mend"),
    path("a-corriger/<int:pk>/ecarter/", views.quarantine_discard, name="quarantine_discard"),
    path("a-corriger/<int:pk>/remettre/", views.quarantine_restore, name="quarantine_restore"),
    path("<uuid:pk>/", views.activity_detail, name="activity_detail"),
    path("<uuid:pk>/corriger/", views.activity_edit, name="activity_edit"),
    path("<uuid:pk>/annuler/", views.activity_cancel, name="activity_cancel"),
    path("<uuid:pk>/retablir/", views.activity_restore, name="activity_restore"),
]
