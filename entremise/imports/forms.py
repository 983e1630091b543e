"""Sending a table, linking its columns, filtering its rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from entremise.core.errors import Refusal
from entremise.core.importing import Importer, Outcome

from .sheets import TableFile, clean_table

ACCEPTED = ".csv,.xlsx,.ods,.json,text/csv,application/json"


class TableField(forms.FileField):
    """A table, looked at before it is kept."""

    widget = forms.FileInput(attrs={"accept": ACCEPTED})

    def to_python(self, data: UploadedFile | None) -> TableFile | None:  # type: ignore[override]
        """Raises ValidationError with the sentence of the refusal."""
        given: Any = super().to_python(data)
        if given is None:
            return None
        try:
            return clean_table(given)
        except Refusal as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal


class TableForm(forms.Form):
    """What is brought in, and from which file."""

    importer = forms.ChoiceField(label="Ce que contient le fichier", widget=forms.RadioSelect)
    file = TableField(
        label="Fichier",
        help_text="XLSX, ODS ou CSV, la première ligne porte les titres ; ou une liste JSON. 20 Mo "
        "au plus.",
    )

    def __init__(self, *args: Any, offered: Sequence[Importer], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(importer.key, importer.label) for importer in offered]
        field: Any = self.fields["importer"]
        field.choices = choices
        if len(choices) == 1:
            field.initial, field.widget = choices[0][0], forms.HiddenInput()


class ColumnsForm(forms.Form):
    """For each field, the column that holds it."""

    def __init__(
        self,
        *args: Any,
        importer: Importer,
        header: Sequence[str],
        samples: Sequence[Sequence[str]],
        mapping: Mapping[str, int],
    ):
        super().__init__(*args)
        choices = [("", "—"), *((str(at), title) for at, title in enumerate(header))]
        for field in importer.fields:
            place = mapping.get(field.name)
            self.fields[field.name] = forms.ChoiceField(
                label=field.label[:1].upper() + field.label[1:],
                choices=choices,
                required=field.required,
                initial="" if place is None else str(place),
                help_text=_seen(samples, place),
            )

    def mapping(self) -> dict[str, int]:
        """The clean values."""
        return {name: int(place) for name, place in self.cleaned_data.items() if place}


class SheetForm(forms.Form):
    """The sheet of a workbook."""

    sheet = forms.TypedChoiceField(label="Feuille", coerce=int)

    def __init__(self, *args: Any, sheets: Sequence[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sheet"]
        field.choices = list(enumerate(sheets))


class RowFilter(forms.Form):
    """Which rows are shown."""

    outcome = forms.ChoiceField(
        label="Suite", required=False, choices=[("", "Toutes"), *Outcome.choices]
    )


class WordsForm(forms.Form):
    """For each mistyped word, the one that was meant; or nothing, and its rows stay in error."""

    def __init__(self, *args: Any, suggestions: Sequence[Mapping[str, Any]]):
        super().__init__(*args)
        self.suggestions = suggestions
        for at, one in enumerate(suggestions):
            rows = one["rows"]
            self.fields[f"word_{at}"] = forms.ChoiceField(
                label=f"{one['label']} : « {one['word']} »",
                choices=[("", "Laisser en erreur"), *((near, near) for near in one["near"])],
                required=False,
                help_text=f"{one['reason']} Sur {rows} ligne{'s' if rows > 1 else ''}.",
            )

    def words(self) -> dict[tuple[str, str], str]:
        """The words chosen, by field and word of the table."""
        return {
            (one["field"], one["word"]): meant
            for at, one in enumerate(self.suggestions)
            if (meant := self.cleaned_data[f"word_{at}"])
        }


def _seen(samples: Sequence[Sequence[str]], place: int | None) -> str:
    if place is None:
        return ""
    seen = [row[place] for row in samples if place < len(row) and row[place]]
    return f"Par exemple : {', '.join(word[:40] for word in seen)}" if seen else ""
