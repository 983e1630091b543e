"""Files of a case."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from entremise.cases import actions, story
from entremise.cases.forms.case import AttachmentForm
from entremise.cases.models import Attachment, Case
from entremise.cases.policies import (
    can_read_attachment,
    can_remove_attachment,
    can_work_on_case,
    readable_attachments,
    removable_attachments,
    workable_cases,
)
from entremise.cases.reading import case_read, file_read
from entremise.core.forms import attempt
from entremise.core.web import Request, command, page
from entremise.ui.notices import say
from entremise.vault.files import sealed_response

from .ways import form_page, or_ask, to_case, while_open


@command(can_work_on_case, of=workable_cases, told=case_read)
@while_open
def attachment_new(request: Request, case: Case) -> HttpResponse:
    """Keep a file with a case."""
    form = AttachmentForm(
        request.POST or None, request.FILES or None, people=story.parties_of(case)
    )
    if request.method == "POST" and form.is_valid():
        kept = attempt(form, actions.attach_file, case=case, **form.cleaned_data, by=request.actor)
        if kept:
            say(request, "Le fichier est joint.")
            return redirect("case_detail", pk=case.pk)
    return form_page(
        request, form,
        heading="Joindre un fichier", verb="Joindre", multipart=True,
        lead="Une image ou un PDF. Ce que le fichier dit de son auteur et du lieu est retiré, et "
        "il est chiffré.",
        crumbs=to_case(case, ("Fichier", None)), back=reverse("case_detail", args=[case.pk]),
    )  # fmt: skip


@or_ask("attachments__")
@page(
    can_read_attachment,
    of=lambda actor: readable_attachments(actor).select_related("case"),
    told=file_read,
)
def attachment_open(request: Request, attachment: Attachment) -> HttpResponse:
    """The file itself."""
    return sealed_response(attachment)


@command(
    can_remove_attachment, of=lambda actor: removable_attachments(actor).select_related("case")
)
def attachment_remove(request: Request, attachment: Attachment) -> HttpResponse:
    """Destroy a file."""
    case_id = attachment.case_id
    if request.method == "POST":
        actions.remove_attachment(attachment=attachment, by=request.actor)
        say(request, "Le fichier est détruit.")
    return redirect("case_detail", pk=case_id)
