"""How a Django form becomes a page: kinds of field, errors gathered, filters in use."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField

REGISTER_ICONS = {
    "presence": "person-walking",
    "conflict": "lightning-charge",
    "understanding": "translate",
    "watch": "flag",
    "link": "signpost-split",
    "consultation": "people",
    "projects": "puzzle",
    "awareness": "megaphone",
}
TONE_ICONS = {
    "neutral": "dash-lg",
    "action": "arrow-right",
    "done": "check-lg",
    "attention": "exclamation-triangle",
    "danger": "x-octagon",
}


@dataclass(frozen=True)
class Problem:
    """An error and the anchor of the field it is about (empty: the whole form)."""

    label: str
    message: str
    anchor: str = ""


def kind_of(bound: BoundField) -> str:
    """hidden, check (one box), choices (a set of boxes or buttons), group (a widget of several
    controls, which says so by `is_group`), select or control."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if getattr(widget, "is_group", False):
        return "group"
    return "select" if isinstance(widget, forms.Select) else "control"


_CLASSES = {
    "check": "form-check-input",
    "select": "form-select",
    "control": "form-control",
}


def field_context(
    bound: BoundField, *, autofocus: bool = False, among: bool = False
) -> dict[str, Any]:
    """What ui/field.html needs to draw a field."""
    kind = kind_of(bound)
    attrs: dict[str, Any] = {}
    if kind in _CLASSES:
        own = bound.field.widget.attrs.get("class", "")
        attrs["class"] = f"{_CLASSES[kind]} {own}".strip()
    if autofocus:
        attrs["autofocus"] = True
    control = "" if kind == "choices" else bound.as_widget(attrs=attrs)
    return {
        "field": bound,
        "kind": kind,
        "control": control,
        "icons": getattr(bound.field.widget, "icons", {}),
        "optional": not (bound.field.required or among)
        and kind in {"control", "select", "choices", "group"},
    }


def problems(form: BaseForm) -> list[Problem]:
    """The errors of a form in the order of its fields, those of the whole form first."""
    if not form.is_bound:
        return []
    found = [Problem("", str(message)) for message in form.non_field_errors()]
    for bound in form:
        anchor = bound.id_for_label or f"{bound.auto_id}_legend"
        found += [Problem(str(bound.label), str(text), anchor) for text in bound.errors]
    return found


def active_filters(form: BaseForm) -> int:
    """How many filters of a bound GET form are in use."""
    if not form.is_bound:
        return 0
    return sum(1 for bound in form if bound.data not in (None, "", [], False))
