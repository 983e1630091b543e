"""Addresses of the registry. `structures/`, `dispositifs/`… stand side by side at the root."""

from django.urls import path

from .views import devices, dispositifs, funding, members, partners, registry, role, trail

urlpatterns = [
    path("role/", role.switch_role, name="switch_role"),
    path("ma-structure/", registry.my_structure, name="my_structure"),
    path("structures/", registry.structure_list, name="structure_list"),
    path("structures/export.csv", registry.structure_export, name="structure_export"),
    path("structures/inscrire/", registry.structure_new, name="structure_new"),
    path("structures/<int:pk>/", registry.structure_detail, name="structure_detail"),
    path("structures/<int:pk>/modifier/", registry.structure_edit, name="structure_edit"),
    path("dispositifs/ouvrir/", dispositifs.dispositif_new, name="dispositif_new"),
    path("dispositifs/<int:pk>/", dispositifs.dispositif_detail, name="dispositif_detail"),
    path("dispositifs/<int:pk>/modifier/", dispositifs.dispositif_edit, name="dispositif_edit"),
    path("dispositifs/<int:pk>/fermer/", dispositifs.dispositif_close, name="dispositif_close"),
    path("dispositifs/<int:pk>/rouvrir/", dispositifs.dispositif_reopen, name="dispositif_reopen"),
    path("dispositifs/<int:pk>/financer/", funding.funding_new, name="funding_new"),
    path("financements/<int:pk>/", funding.funding_edit, name="funding_edit"),
    path("financements/<int:pk>/finir/", funding.funding_end, name="funding_end"),
    path("partenaires/", partners.partner_list, name="partner_list"),
    path("partenaires/ajouter/", partners.partner_new, name="partner_new"),
    path("partenaires/<int:pk>/", partners.partner_edit, name="partner_edit"),
    path("partenaires/<int:pk>/retirer/", partners.partner_remove, name="partner_remove"),
    path("partenaires/remettre/<str:key>/", partners.partner_restore, name="partner_restore"),
    path("equipe/", members.member_list, name="member_list"),
    path("equipe/ouvrir-un-compte/", members.member_new, name="member_new"),
    path("equipe/<int:pk>/", members.member_detail, name="member_detail"),
    path("equipe/<int:pk>/finir/", members.member_end, name="member_end"),
    path("equipe/<int:pk>/reprendre/", members.member_resume, name="member_resume"),
    path("comptes/", members.account_list, name="account_list"),
    path("comptes/ouvrir/", members.account_new, name="account_new"),
    path("comptes/<int:pk>/", members.account_detail, name="account_detail"),
    path("comptes/<int:pk>/finir/", members.account_end, name="account_end"),
    path("comptes/<int:pk>/reprendre/", members.account_resume, name="account_resume"),
    path("appareils/", devices.token_list, name="token_list"),
    path("appareils/<int:pk>/revoquer/", devices.token_revoke, name="token_revoke"),
    path("journal/", trail.journal, name="journal"),
]
