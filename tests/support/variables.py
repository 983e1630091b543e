"""A variable that does not exist is an error in our templates, not an empty string.

In output and in tag arguments, any missing variable fails, unless its first filter is `default`.
In conditions and loops, a name the context lacks altogether is an optional part of the page; a
missing attribute of something that exists is a typing error, and fails. Templates of other people
(Django's, allauth's) keep Django's rules.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.template import Context
from django.template.base import FilterExpression, Parser, Variable, VariableDoesNotExist

OURS = str(Path(__file__).resolve().parents[2] / "entremise")


class UndefinedVariableError(AssertionError):
    """A template names something the view did not give."""


class StrictVariable(Variable):
    """A variable of one of our templates. `forgiving` is set by its expression before each use."""

    where = ""
    has_default = False
    forgiving = False

    def resolve(self, context: Context) -> Any:
        """The value; raises UndefinedVariableError where Django would write nothing."""
        try:
            return super().resolve(context)
        except VariableDoesNotExist as absent:
            optional = self.forgiving and self.lookups and self.lookups[0] not in context
            if self.has_default or optional:
                raise
            raise UndefinedVariableError(f"{self.where} : {self.var} n'est pas défini") from absent


class StrictExpression(FilterExpression):
    """A filter expression whose variable is strict."""

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        if self.is_var and self.var.lookups:
            self.var = StrictVariable(self.var.var)
            self.var.where = parser.origin.template_name
            first = self.filters[0][0].__name__ if self.filters else ""
            self.var.has_default = first in {"default", "default_if_none"}

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """Django's resolution, the variable knowing whether a condition is asking."""
        if isinstance(self.var, StrictVariable):
            self.var.forgiving = ignore_failures
        return super().resolve(context, ignore_failures)


@contextmanager
def undefined_variables_fail() -> Iterator[None]:
    """Compile our templates with strict expressions inside the block."""

    def compile_filter(self: Parser, token: str) -> FilterExpression:
        ours = str(getattr(self.origin, "name", "")).startswith(OURS)
        return (StrictExpression if ours else FilterExpression)(token, self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Parser, "compile_filter", compile_filter)
        yield
