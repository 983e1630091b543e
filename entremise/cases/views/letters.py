"""Letters, and the texts they start from."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify

from entremise.cases import actions, letters
from entremise.cases.enums import LetterKind
from entremise.cases.forms.letter import LetterForm, LetterTextForm
from entremise.cases.models import Letter, LetterText, Party
from entremise.cases.policies import (
    can_keep_letter_text,
    can_keep_letter_texts,
    can_read_letter,
    can_remove_letter,
    can_work_with_party,
    kept_letter_texts,
    readable_letters,
    removable_letters,
    workable_parties,
)
from entremise.cases.queries import words
from entremise.cases.reading import case_read, letter_read
from entremise.core.forms import attempt
from entremise.core.letters.filling import holes_of
from entremise.core.letters.letter import Letter as Sheet
from entremise.core.letters.pdf import as_pdf
from entremise.core.letters.texts import known_fields
from entremise.core.letters.word import as_docx
from entremise.core.typography import listed
from entremise.core.web import Request, command, page
from entremise.ui.notices import say

from .ways import HOME, form_page, or_ask, to_case

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _parties(actor):  # type: ignore[no-untyped-def]
    return workable_parties(actor).select_related("case__dispositif__structure")


@command(can_work_with_party, of=_parties, told=case_read)
def letter_new(request: Request, party: Party) -> HttpResponse:
    """A letter to one party, from a text filled in with what is theirs."""
    asked = request.POST.get("kind") or request.GET.get("modele", "")
    if asked not in LetterKind.values:
        context = {
            "crumbs": to_case(party.case, ("Lettre", None)),
            "party": party,
            "name": words(party)["name"] or party,
            "kinds": LetterKind.choices,
        }
        return render(request, "cases/letter_kinds.html", context)
    said = letters.draft(party, asked)
    form = LetterForm(request.POST or None, initial={"kind": asked, **said})
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.write_letter, party=party, **form.cleaned_data, by=request.actor
        )
        if kept:
            undo = reverse("letter_remove", args=[kept.pk])
            say(request, "La lettre est gardée. Ouvrez-la pour l'imprimer.", undo=undo)
            return redirect("case_detail", pk=party.case_id)
    return form_page(
        request, form,
        heading=f"Lettre à {words(party)['name'] or party}", verb="Garder la lettre",
        lead="Relisez-la : elle ne contient que ce qui est à cette personne, ou à toutes."
        + _lacking(said),
        crumbs=to_case(party.case, ("Lettre", None)),
        back=reverse("case_detail", args=[party.case_id]),
    )  # fmt: skip


def _lacking(said: Mapping[str, str]) -> str:
    holes = holes_of("\n".join(said.values()))
    if not holes:
        return ""
    return f" Il y manque encore : {listed(holes)}. Elle ne se garde que complète."


def _letters(actor):  # type: ignore[no-untyped-def]
    return readable_letters(actor).select_related(
        "case__dispositif__structure__commune", "party", "author__user"
    )


@or_ask("letters__")
@page(can_read_letter, of=_letters, told=letter_read)
def letter_pdf(request: Request, letter: Letter) -> HttpResponse:
    """The letter, to be printed."""
    return _document(letter, as_pdf, PDF, "pdf")


@or_ask("letters__")
@page(can_read_letter, of=_letters, told=letter_read)
def letter_docx(request: Request, letter: Letter) -> HttpResponse:
    """The letter, to be corrected in a word processor."""
    return _document(letter, as_docx, DOCX, "docx")


@command(
    can_remove_letter, of=lambda actor: removable_letters(actor).select_related("case", "party")
)
def letter_remove(request: Request, letter: Letter) -> HttpResponse:
    """Take back a letter that was kept by mistake."""
    case_id = letter.case_id
    if request.method == "POST":
        actions.remove_letter(letter=letter, by=request.actor)
        say(request, "La lettre est retirée. Si elle est déjà partie, prévenez la personne.")
    return redirect("case_detail", pk=case_id)


def _document(
    letter: Letter, written: Callable[[Sheet], bytes], media: str, extension: str
) -> HttpResponse:
    response = HttpResponse(written(letters.sheet_of(letter)), content_type=media)
    name = f"{letter.case.number}-{slugify(letter.get_kind_display())}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@page(can_keep_letter_texts)
def letter_text_list(request: Request) -> HttpResponse:
    """How the structure writes each kind of letter."""
    own = {row.kind: row for row in kept_letter_texts(request.actor)}
    context = {
        "crumbs": [HOME, ("Modèles de lettres", None)],
        "texts": [(kind, label, own.get(kind)) for kind, label in LetterKind.choices],
    }
    return render(request, "cases/letter_texts.html", context)


@command(can_keep_letter_texts)
def letter_text_edit(request: Request, kind: str) -> HttpResponse:
    """Write it otherwise."""
    if kind not in LetterKind.values:
        raise Http404
    text = letters.text_for(request.actor.structure, kind)
    initial = {"subject": text.subject, "body": text.body.strip(), "closing": text.closing}
    form = LetterTextForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.write_letter_text,
            structure_id=request.actor.structure, kind=kind, **form.cleaned_data,
            by=request.actor,
        )  # fmt: skip
        if not form.errors:
            say(request, "Le modèle est à jour.")
            return redirect("letter_text_list")
    return form_page(
        request, form,
        heading=LetterKind(kind).label.capitalize(), verb="Enregistrer",
        crumbs=[HOME, ("Modèles de lettres", reverse("letter_text_list")), ("Modifier", None)],
        back=reverse("letter_text_list"), fields=known_fields(),
    )  # fmt: skip


@command(can_keep_letter_text, of=kept_letter_texts)
def letter_text_restore(request: Request, text: LetterText) -> HttpResponse:
    """Come back to the text given at first."""
    if request.method == "POST":
        actions.restore_letter_text(row=text, by=request.actor)
        say(request, "Le modèle est comme au début.")
    return redirect("letter_text_list")
