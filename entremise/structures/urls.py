"""Addresses of the registry. `structures/`, `dispositifs/`… stand side by side at the root."""

from django.urls import path

from .views import (
    contacts,
    devices,
    dispositifs,
    exchange,
    funding,
    members,
    merging,
    partners,
    persons,
    registry,
    retention,
    role,
    sheets,
    trail,
)

urlpatterns = [
    path("role/", role.switch_role, name="switch_role"),
    path("ma-structure/", registry.my_structure, name="my_structure"),
    path("structures/", registry.structure_list, name="structure_list"),
    path("structures/export.<shape:shape>", registry.structure_export, name="structure_export"),
    *(
        path(
            f"structures/data-inclusion/{kind}.{shape}",
            exchange.data_inclusion_export,
            {"kind": kind, "shape": shape},
            name=f"data_inclusion_{kind}_{shape}",
        )
        for kind in ("structures", "services")
        for shape in ("json", "csv")
    ),
    path("structures/inscrire/", registry.structure_new, name="structure_new"),
    path("structures/<int:pk>/", registry.structure_detail, name="structure_detail"),
    path("structures/<int:pk>/modifier/", registry.structure_edit, name="structure_edit"),
    path("structures/<int:pk>/confirmer/", sheets.structure_confirm, name="structure_confirm"),
    path("structures/<int:pk>/historique/", sheets.structure_history, name="structure_history"),
    path("structures/<int:pk>/relire/", sheets.structure_review, name="structure_review"),
    path("structures/<int:pk>/contacts/", contacts.contact_new, name="contact_new"),
    path("structures/contacts/<int:pk>/", contacts.contact_edit, name="contact_edit"),
    path("structures/contacts/<int:pk>/retirer/", contacts.contact_remove, name="contact_remove"),
    path("structures/contacts/<int:pk>/personne/", persons.person_detail, name="person_detail"),
    *(
        path(f"structures/contacts/<int:pk>/personne/{french}/", view, name=f"person_{verb}")
        for french, verb, view in (
            ("attacher", "attach", persons.person_attach),
            ("corriger", "correct", persons.person_correct),
            ("confirmer", "confirm", persons.person_confirm),
            ("effacer", "erase", persons.person_erase),
        )
    ),
    path("structures/a-relire/", sheets.review_list, name="review_list"),
    path("structures/doublons/", merging.duplicate_list, name="duplicate_list"),
    path(
        "structures/<int:kept>/fusionner/<int:gone>/",
        merging.structure_merge,
        name="structure_merge",
    ),
    path(
        "structures/<int:first>/distinguer/<int:second>/",
        merging.structures_apart,
        name="structures_apart",
    ),
    path("structures/fusions/<int:pk>/annuler/", merging.merge_undo, name="merge_undo"),
    path("dispositifs/ouvrir/", dispositifs.dispositif_new, name="dispositif_new"),
    path("dispositifs/<int:pk>/", dispositifs.dispositif_detail, name="dispositif_detail"),
    path("dispositifs/<int:pk>/modifier/", dispositifs.dispositif_edit, name="dispositif_edit"),
    path(
        "dispositifs/<int:pk>/confirmer/",
        dispositifs.dispositif_confirm,
        name="dispositif_confirm",
    ),
    path(
        "dispositifs/<int:pk>/historique/",
        dispositifs.dispositif_history,
        name="dispositif_history",
    ),
    path(
        "dispositifs/<int:pk>/contacts/",
        contacts.dispositif_contact_new,
        name="dispositif_contact_new",
    ),
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
    path("conservation/", retention.retention, name="retention"),
    path("conservation/<int:pk>/", retention.retention_run, name="retention_run"),
]
