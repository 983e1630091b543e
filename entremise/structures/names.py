"""A name as it is searched."""

from typing import Any

from django.db import models

from entremise.territories.names import key


class SearchNameField(models.CharField):
    """The keys of other fields, separated by a space; computed whenever the row is saved whole.

    A query that updates those fields in place must write this one too.
    """

    def __init__(self, *args: Any, of: tuple[str, ...], **kwargs: Any):
        self.of = of
        super().__init__(*args, **{**kwargs, "editable": False, "blank": True})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"], kwargs["blank"]
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The value to write."""
        parts = (key(getattr(model_instance, name)) for name in self.of)
        value = " ".join(part for part in parts if part)[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value
