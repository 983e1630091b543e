"""The guard of free text, in a form: what it noticed is shown once, and sending again keeps it."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from entremise.core.guard import warnings


class GuardedForm(forms.Form):
    """A form some of whose texts should name nobody: those of `guarded`."""

    guarded: tuple[str, ...] = ()
    text_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.heard: list[str] = []

    def must_read(self) -> bool:
        """Whether the guard has something to say about these very words, not said yet."""
        texts = [self.cleaned_data.get(name, "") for name in self.guarded]
        words = " ".join(text for text in texts if text)
        heard = warnings(words)
        if not heard or self.cleaned_data["text_seen"] == words:
            return False
        self.heard = heard
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("text_seen")] = words
        self.data = data
        return True
