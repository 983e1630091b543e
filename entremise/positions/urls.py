from django.urls import path

from .views import conventions, figures, moves, posts, sheets

urlpatterns = [
    path("postes/", posts.position_list, name="position_list"),
    path("postes/export.<shape:shape>", posts.position_export, name="position_export"),
    path("postes/chiffres/", figures.job_figures, name="job_figures"),
    path("postes/ajouter/", sheets.position_new, name="position_new"),
    path("postes/<int:pk>/", posts.position_detail, name="position_detail"),
    path("postes/<int:pk>/modifier/", sheets.position_edit, name="position_edit"),
    path("postes/<int:pk>/accompagnement/", sheets.position_support, name="position_support"),
    path("postes/<int:pk>/retirer/", sheets.position_withdraw, name="position_withdraw"),
    path("postes/<int:pk>/creer/", moves.position_create, name="position_create"),
    path("postes/<int:pk>/consolider/", moves.position_consolidate, name="position_consolidate"),
    path("postes/<int:pk>/changer/", moves.position_change, name="position_change"),
    path("postes/<int:pk>/annuler/", moves.position_undo, name="position_undo"),
    path("postes/<int:pk>/terminer/", moves.position_end, name="position_end"),
    path("postes/<int:pk>/rouvrir/", moves.position_reopen, name="position_reopen"),
    path("postes/<int:pk>/convention/", conventions.convention_new, name="convention_new"),
    path("conventions/", conventions.convention_list, name="convention_list"),
    path("conventions/<int:pk>/renouveler/", conventions.convention_renew, name="convention_renew"),
    path("conventions/<int:pk>/conditions/", conventions.convention_check, name="convention_check"),
    path(
        "conventions/<int:pk>/retirer/", conventions.convention_withdraw, name="convention_withdraw"
    ),
]
