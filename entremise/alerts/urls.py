from django.urls import path

from .views import addressed, addressees, link, photos, team

urlpatterns = [
    path("", team.alert_list, name="alert_list"),
    path("export.csv", team.alert_export, name="alert_export"),
    path("delais/", team.alert_delays, name="alert_delays"),
    path("donner/", team.alert_new, name="alert_new"),
    path("<uuid:pk>/", team.alert_detail, name="alert_detail"),
    path("<uuid:pk>/corriger/", team.alert_edit, name="alert_edit"),
    path("<uuid:pk>/transmettre/", team.alert_send, name="alert_send"),
    path("<uuid:pk>/clore/", team.alert_close, name="alert_close"),
    path("<uuid:pk>/rouvrir/", team.alert_reopen, name="alert_reopen"),
    path("<uuid:pk>/photographier/", photos.alert_photo_new, name="alert_photo_new"),
    path("photos/<uuid:pk>/", photos.alert_photo, name="alert_photo"),
    path("photos/<uuid:pk>/retirer/", photos.alert_photo_remove, name="alert_photo_remove"),
    path("destinataires/", addressees.addressee_list, name="addressee_list"),
    path("destinataires/ajouter/", addressees.addressee_new, name="addressee_new"),
    path("destinataires/<int:pk>/", addressees.addressee_edit, name="addressee_edit"),
    path("recues/", addressed.addressed_list, name="addressed_list"),
    path("recues/<uuid:pk>/", addressed.addressed_detail, name="addressed_detail"),
    path("recues/<uuid:pk>/repondre/", addressed.addressed_answer, name="addressed_answer"),
    path("lien/photo/<str:key>/", photos.alert_link_photo, name="alert_link_photo"),
    path("lien/<str:key>/", link.alert_link, name="alert_link"),
]
