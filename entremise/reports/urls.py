from django.urls import path

from . import views

urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("produire/", views.report_new, name="report_new"),
    path("<uuid:pk>/", views.report_detail, name="report_detail"),
    path("<uuid:pk>/avancement/", views.report_progress, name="report_progress"),
    path("<uuid:pk>/bilan.pdf", views.report_pdf, name="report_pdf"),
    path("<uuid:pk>/bilan.xlsx", views.report_xlsx, name="report_xlsx"),
    path("<uuid:pk>/reproduire/", views.report_reproduce, name="report_reproduce"),
    path("<uuid:pk>/sceller/", views.report_seal, name="report_seal"),
    path("<uuid:pk>/abandonner/", views.report_discard, name="report_discard"),
]
