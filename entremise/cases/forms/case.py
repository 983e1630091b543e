"""What happens in a case."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from entremise.cases import reference
from entremise.cases.actions.parties import WORDS
from entremise.cases.enums import (
    AgreementForm as Form,
)
from entremise.cases.enums import (
    Answer,
    AskedHow,
    ConsentSubject,
    Kept,
    PartyRole,
    SharedItem,
    Stage,
    StepKind,
)
from entremise.cases.models import Step
from entremise.cases.story import PartyShown
from entremise.core import clock
from entremise.structures.models import Dispositif, Membership, Partner
from entremise.vault.forms import UploadField

from .pieces import Chosen, day, lines, local, members, moment, offer_parties, parties

LONGEST = 4000


class CaseFilter(forms.Form):
    """What queue one wants."""

    mine = forms.BooleanField(label="En charge", required=False)
    late = forms.BooleanField(label="En retard", required=False)
    closed = forms.BooleanField(label="Closes", required=False)
    stage = forms.ChoiceField(
        label="Étape",
        choices=[("", "Toutes"), *(one for one in Stage.choices if one[0] != Stage.CLOSED)],
        required=False,
    )
    topic = forms.ChoiceField(label="Sujet", required=False)
    dispositif = forms.ChoiceField(label="Équipe", required=False)

    def __init__(self, *args: Any, dispositifs: list[Dispositif], **kwargs: Any):
        super().__init__(*args, **kwargs)
        topics = [("", "Tous"), *reference.topics().choices()]
        self.fields["topic"].choices = topics  # type: ignore[attr-defined]
        if len(dispositifs) < 2:
            del self.fields["dispositif"]
        else:
            teams = [("", "Toutes"), *((str(one.pk), str(one)) for one in dispositifs)]
            self.fields["dispositif"].choices = teams  # type: ignore[attr-defined]


class SearchForm(forms.Form):
    """Finding a case again by its number or by somebody in it. Posted: a name does not stay in
    an address."""

    who = forms.CharField(
        label="Numéro, nom, téléphone ou courriel",
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class PartyForm(forms.Form):
    """Somebody in a dispute."""

    role = forms.ChoiceField(label="Qualité", choices=PartyRole.choices)
    represents = forms.TypedChoiceField(label="Représente", required=False, empty_value=None)
    name = forms.CharField(label="Nom", max_length=120, required=False)
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)
    email = forms.EmailField(label="Courriel", required=False)
    address = forms.CharField(label="Adresse", max_length=200, required=False)
    language = forms.CharField(
        label="Langue", max_length=60, required=False, help_text="Si un interprète est utile."
    )
    needs = forms.CharField(
        label="Besoins d'accès",
        max_length=200,
        required=False,
        help_text="Ce qu'il faut prévoir : un lieu de plain-pied, lire à voix haute…",
    )

    def __init__(self, *args: Any, others: list[PartyShown], **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = {str(one.party.pk): one for one in others}
        field: Any = self.fields["represents"]
        field.choices = [("", "—"), *((number, one.called) for number, one in rows.items())]
        field.coerce = lambda number: rows[number].party

    @property
    def words(self) -> dict[str, str]:
        """What is sealed."""
        return {name: self.cleaned_data[name] for name in WORDS}


class ConsentForm(forms.Form):
    """What somebody is asked to agree to; with the answer when it comes at once."""

    subject = forms.ChoiceField(
        label="Pour", choices=ConsentSubject.choices, widget=forms.RadioSelect
    )
    partner = forms.ModelChoiceField(
        label="Partenaire", queryset=Partner.objects.none(), required=False, empty_label="—",
        help_text="Pour une transmission seulement.",
    )  # fmt: skip
    items = forms.MultipleChoiceField(
        label="Informations",
        choices=SharedItem.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour une transmission : l'accord se donne information par information.",
    )
    asked_on = day("Demandé le")
    asked_how = forms.ChoiceField(label="Comment", choices=AskedHow.choices)

    def __init__(self, *args: Any, partners: QuerySet[Partner], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]
        self.fields["asked_on"].initial = clock.today()
        self.fields["subject"].initial = ConsentSubject.MEDIATION


class AnswerForm(forms.Form):
    """What was answered."""

    answer = forms.ChoiceField(
        label="Réponse",
        choices=[(one.value, one.label) for one in (Answer.GIVEN, Answer.REFUSED, Answer.SILENT)],
        widget=forms.RadioSelect,
    )
    answered_on = day("Le")
    written = forms.BooleanField(label="Par écrit", required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = clock.today()


class WithdrawalForm(forms.Form):
    """When a consent was withdrawn."""

    withdrawn_on = day("Retiré le")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["withdrawn_on"].initial = clock.today()


class NoteForm(forms.Form):
    """A confidential note."""

    party = forms.TypedChoiceField(
        label="À propos de",
        required=False,
        empty_value=None,
        help_text="Une note sur une partie s'efface avec elle, et n'entre dans aucune lettre.",
    )
    text = lines("Note", max_length=LONGEST)

    def __init__(self, *args: Any, people: list[PartyShown], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_parties(self.fields["party"], people)


class AttachmentForm(forms.Form):
    """A file to keep with a case."""

    file = UploadField(label="Fichier")
    party = forms.TypedChoiceField(
        label="À propos de",
        required=False,
        empty_value=None,
        help_text="Un fichier sur une partie s'efface avec elle.",
    )

    def __init__(self, *args: Any, people: list[PartyShown], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_parties(self.fields["party"], people)


class SharingForm(forms.Form):
    """What is passed on to a partner."""

    partner = forms.ModelChoiceField(
        label="Partenaire", queryset=Partner.objects.none(), empty_label="—"
    )
    items = forms.MultipleChoiceField(
        label="Informations transmises",
        choices=SharedItem.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, partners: QuerySet[Partner], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """What is planned, where and with whom."""

    at = moment("Date et heure")
    place = forms.CharField(label="Lieu", max_length=160, required=False)
    parties = Chosen(label="Avec", required=False)
    mediators = Chosen(label="Médiateurs", required=False)

    def __init__(self, *args: Any, people: list[PartyShown], team: list[Membership], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["parties"].offer(parties(people))  # type: ignore[attr-defined]
        self.fields["mediators"].offer(members(team))  # type: ignore[attr-defined]


class PlanForm(StepForm):
    """The next step of a case."""

    kind = forms.ChoiceField(label="Étape", choices=StepKind.choices)
    field_order = ("kind", "at", "place", "parties", "mediators")


class HoldForm(StepForm):
    """What took place."""

    minutes = forms.IntegerField(label="Durée (min)", min_value=1, max_value=1440, required=False)
    kept = forms.ChoiceField(
        label="L'accord est-il tenu ?", choices=Kept.choices, widget=forms.RadioSelect
    )
    report = lines(
        "Compte rendu",
        max_length=LONGEST,
        required=False,
        help_text="Ce que toutes les parties peuvent lire. Ce qui n'est qu'à l'une d'elles est "
        "une note.",
    )
    field_order = ("at", "minutes", "place", "parties", "mediators", "kept", "report")

    def __init__(self, *args: Any, step: Step, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if step.kind != StepKind.FOLLOW_UP:
            del self.fields["kept"]


class AgreementForm(forms.Form):
    """What the parties agree on."""

    form = forms.ChoiceField(label="Forme", choices=Form.choices, widget=forms.RadioSelect)
    made_on = day("Conclu le")
    items = lines("Engagements", max_length=LONGEST, help_text="Un par ligne.")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["made_on"].initial = clock.today()


class CloseForm(forms.Form):
    """How it ends."""

    outcome = forms.ChoiceField(label="Issue", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = reference.outcomes().choices()  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """Who is in charge."""

    mediators = Chosen(label="En charge", required=False)

    def __init__(self, *args: Any, team: list[Membership], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["mediators"].offer(members(team))  # type: ignore[attr-defined]


class SummaryForm(forms.Form):
    """What happens, in a few lines."""

    summary = lines("Ce qui se passe", max_length=LONGEST, required=False)


class GlassForm(forms.Form):
    """Why somebody who is not in charge must read a case, and for how long."""

    reason = lines(
        "Pourquoi devez-vous lire cette situation ?",
        rows=3,
        max_length=500,
        help_text="La direction le lira. La lecture est inscrite au journal.",
    )
    hours = forms.TypedChoiceField(
        label="Pour combien de temps ?",
        coerce=int,
        choices=[(1, "une heure"), (4, "quatre heures"), (24, "un jour"), (72, "trois jours")],
        initial=4,
    )


def held_initial(step: Step, words: dict[str, str]) -> dict[str, Any]:
    """What a planned step says of itself, to be corrected once it has taken place."""
    return {
        "at": local(step.at),
        "place": words["place"],
        "minutes": step.minutes,
        "parties": [str(one.pk) for one in step.parties.all()],
        "mediators": [str(one.pk) for one in step.mediators.all()],
    }
