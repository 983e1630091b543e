"""Writing a letter, and the text letters start from."""

from django import forms

from entremise.cases.enums import LetterKind

from .pieces import lines

LONGEST = 6000


class LetterForm(forms.Form):
    """A letter, read over before it is kept."""

    kind = forms.ChoiceField(choices=LetterKind.choices, widget=forms.HiddenInput)
    subject = forms.CharField(label="Objet", max_length=160)
    body = lines(
        "Texte",
        rows=18,
        max_length=LONGEST,
        help_text="Une ligne vide sépare deux paragraphes, un tiret ouvre une liste.",
    )
    closing = forms.CharField(label="Formule de fin", max_length=200, required=False)


class LetterTextForm(forms.Form):
    """How the structure writes."""

    subject = forms.CharField(label="Objet", max_length=160)
    body = lines(
        "Texte",
        rows=18,
        max_length=LONGEST,
        help_text="Les mots entre accolades sont remplis pour chaque personne : voyez la liste "
        "au-dessous.",
    )
    closing = forms.CharField(label="Formule de fin", max_length=200, required=False)
