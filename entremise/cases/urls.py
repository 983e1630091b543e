"""Addresses of referrals and cases."""

from django.urls import path

from .views import accesses, attachments, cases, letters, parties, public, referrals, steps

urlpatterns = [
    path("demander-une-mediation/", public.where, name="public_referral"),
    path("demander-une-mediation/recue/", public.thanks, name="public_thanks"),
    path("demander-une-mediation/<str:commune>/", public.refer, name="public_referral_form"),
    path("saisines/", referrals.referral_list, name="referral_list"),
    path("saisines/noter/", referrals.referral_new, name="referral_new"),
    path("saisines/envoyees/", referrals.partner_list, name="partner_referrals"),
    path("saisines/envoyees/nouvelle/", referrals.partner_new, name="partner_referral_new"),
    path("saisines/accueil/<int:pk>/", referrals.reception, name="reception_edit"),
    path("saisines/<uuid:pk>/", referrals.referral_detail, name="referral_detail"),
    path("saisines/<uuid:pk>/recevable/", referrals.referral_admit, name="referral_admit"),
    path("saisines/<uuid:pk>/joindre/", referrals.referral_join, name="referral_join"),
    path("saisines/<uuid:pk>/ne-pas-retenir/", referrals.referral_exclude, name="referral_exclude"),
    path("saisines/<uuid:pk>/reorienter/", referrals.referral_redirect, name="referral_redirect"),
    path("saisines/<uuid:pk>/reexaminer/", referrals.referral_again, name="referral_again"),
    path(
        "saisines/<uuid:pk>/accuser-reception/", referrals.acknowledge, name="referral_acknowledge"
    ),
    path("saisines/<uuid:pk>/effacer/", referrals.referral_erase, name="referral_erase"),
    path("situations/", cases.case_list, name="case_list"),
    path("situations/chercher/", cases.case_search, name="case_search"),
    path("situations/acces/", accesses.access_list, name="access_list"),
    path("situations/acces/<uuid:pk>/vu/", accesses.access_review, name="access_review"),
    path("situations/<uuid:pk>/", cases.case_detail, name="case_detail"),
    path("situations/<uuid:pk>/ouvrir/", accesses.break_glass, name="case_break_glass"),
    path("situations/<uuid:pk>/resume/", cases.case_summary, name="case_summary"),
    path("situations/<uuid:pk>/en-charge/", cases.case_assign, name="case_assign"),
    path("situations/<uuid:pk>/me-retirer/", cases.case_step_back, name="case_step_back"),
    path("situations/<uuid:pk>/accord/", cases.case_agreement, name="case_agreement"),
    path("situations/<uuid:pk>/transmettre/", parties.case_share, name="case_share"),
    path("situations/<uuid:pk>/note/", parties.case_note, name="case_note"),
    path("situations/<uuid:pk>/fichier/", attachments.attachment_new, name="attachment_new"),
    path("situations/fichiers/<uuid:pk>/", attachments.attachment_open, name="attachment_open"),
    path(
        "situations/fichiers/<uuid:pk>/detruire/",
        attachments.attachment_remove,
        name="attachment_remove",
    ),
    path("situations/parties/<uuid:pk>/lettre/", letters.letter_new, name="letter_new"),
    path("situations/lettres/<uuid:pk>.pdf", letters.letter_pdf, name="letter_pdf"),
    path("situations/lettres/<uuid:pk>.docx", letters.letter_docx, name="letter_docx"),
    path("situations/modeles/", letters.letter_text_list, name="letter_text_list"),
    path("situations/modeles/<str:kind>/", letters.letter_text_edit, name="letter_text_edit"),
    path(
        "situations/modeles/<int:pk>/remettre/",
        letters.letter_text_restore,
        name="letter_text_restore",
    ),
    path("situations/<uuid:pk>/clore/", cases.case_close, name="case_close"),
    path("situations/<uuid:pk>/rouvrir/", cases.case_reopen, name="case_reopen"),
    path("situations/<uuid:pk>/prevoir/", steps.step_plan, name="step_plan"),
    path("situations/etapes/<uuid:pk>/", steps.step_move, name="step_move"),
    path("situations/etapes/<uuid:pk>/tenue/", steps.step_hold, name="step_hold"),
    path("situations/etapes/<uuid:pk>/non-tenue/", steps.step_miss, name="step_miss"),
    path("situations/etapes/<uuid:pk>/annuler/", steps.step_cancel, name="step_cancel"),
    path("situations/<uuid:pk>/partie/", parties.party_new, name="party_new"),
    path("situations/parties/<uuid:pk>/", parties.party_edit, name="party_edit"),
    path("situations/parties/<uuid:pk>/accord/", parties.consent_ask, name="consent_ask"),
    path("situations/parties/<uuid:pk>/donnees/", parties.party_export, name="party_export"),
    path("situations/parties/<uuid:pk>/effacer/", parties.party_erase, name="party_erase"),
    path("situations/accords/<uuid:pk>/reponse/", parties.consent_answer, name="consent_answer"),
    path(
        "situations/accords/<uuid:pk>/retrait/", parties.consent_withdraw, name="consent_withdraw"
    ),
]
