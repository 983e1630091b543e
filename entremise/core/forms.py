"""Between a form and an action."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm

from .errors import Refusal

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
