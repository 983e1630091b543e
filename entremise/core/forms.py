"""Between a form and an action; and forms whose free texts should name nobody."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import QueryDict

from .errors import Refusal
from .guard import warnings

T = TypeVar("T")


def attempt(form: BaseForm, action: Callable[..., T], **kwargs: Any) -> T | None:
    """Run the action; a `Refusal` becomes an error of the form (of its field when it names one).

    Returns None when refused: what was typed stays on screen and nothing was written.
    """
    try:
        with transaction.atomic():
            return action(**kwargs)
    except Refusal as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, ValidationError(refusal.message, code=refusal.code))
        return None


class GuardedForm(forms.Form):
    """A form some of whose texts should name nobody: those of `guarded`.

    What the guard noticed is shown once, and sending the same words again keeps them.
    """

    guarded: tuple[str, ...] = ()
    text_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.heard: list[str] = []

    def words_of(self, name: str) -> str:
        """What was typed in a field, cleaned."""
        return str(self.cleaned_data.get(name) or "")

    def must_read(self) -> bool:
        """Whether the guard has something to say about these very words, not said yet."""
        words = " ".join(filter(None, (self.words_of(name) for name in self.guarded)))
        heard = warnings(words)
        if not heard or self.cleaned_data["text_seen"] == words:
            return False
        self.heard = heard
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("text_seen")] = words
        self.data = data
        return True
