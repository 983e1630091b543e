"""An answer: one of four buttons, and a word if one likes."""

from django import forms

from entremise.alerts.enums import Reply


class AnswerForm(forms.Form):
    """Each button of the page sends its own `reply`."""

    comment = forms.CharField(
        label="Un mot pour l'équipe", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Un délai, une précision : lu par l'équipe seulement.",
    )  # fmt: skip
    reply = forms.ChoiceField(choices=Reply.choices, widget=forms.HiddenInput)
