from django.urls import path

from .views import following, sending

urlpatterns = [
    path("", sending.import_list, name="import_list"),
    path("nouveau/", sending.import_new, name="import_new"),
    path("modele/<str:importer>.<shape:shape>", sending.import_export, name="import_export"),
    path("<uuid:pk>/", following.import_detail, name="import_detail"),
    path("<uuid:pk>/avancement/", following.import_progress, name="import_progress"),
    path("<uuid:pk>/colonnes/", sending.import_columns, name="import_columns"),
    path("<uuid:pk>/feuille/", sending.import_sheet, name="import_sheet"),
    path("<uuid:pk>/mots/", following.import_words, name="import_words"),
    path("<uuid:pk>/a-corriger.csv", following.import_faulty, name="import_faulty"),
    path("<uuid:pk>/confirmer/", following.import_confirm, name="import_confirm"),
    path("<uuid:pk>/defaire/", following.import_undo, name="import_undo"),
    path("<uuid:pk>/abandonner/", sending.import_abandon, name="import_abandon"),
    path("lignes/<uuid:pk>/", following.import_row, name="import_row"),
]
