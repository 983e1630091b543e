"""The field by which files come in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from entremise.core.errors import Refusal

from .uploads import CleanFile, clean_received

# What a telephone or a computer offers to choose; what comes is looked at all the same.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"


class UploadField(forms.FileField):
    """An image or a PDF, made again as a CleanFile."""

    widget = forms.FileInput(attrs={"accept": ACCEPTED})

    def to_python(self, data: UploadedFile | None) -> CleanFile | None:  # type: ignore[override]
        """Raises ValidationError with the sentence of the refusal."""
        given: Any = super().to_python(data)
        if given is None:
            return None
        try:
            return clean_received(given)
        except Refusal as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal
