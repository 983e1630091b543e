"""A field, its help and its errors are tied together; a refused form says what to mend."""

import re
from typing import Any

from django import forms
from django.template import Context, Template

from entremise.ui.examples import ExampleForm
from entremise.ui.fields import active_filters, problems


def _drawn(template: str, **values: Any) -> str:
    return Template(template).render(Context(values))


def _fields(form: forms.Form) -> str:
    return _drawn("{% form_errors form %}{% for f in form %}{% field f %}{% endfor %}", form=form)


def test_every_description_and_every_anchor_exists() -> None:
    html = _fields(ExampleForm({"people": "-1"}))
    ids = set(re.findall(r' id="([^"]+)"', html))
    described = {
        name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()
    }
    assert described
    assert described <= ids
    anchors = set(re.findall(r'href="#([^"]+)"', html))
    assert len(anchors) == 4
    assert anchors <= ids


def test_every_control_has_its_label() -> None:
    html = _fields(ExampleForm())
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    controls = set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', html))
    assert controls == labelled


def test_errors_are_counted_and_named_at_the_top() -> None:
    html = _fields(ExampleForm({"people": "-1", "register": "conflict", "place": "Ici"}))
    assert "2 points sont à corriger" in html
    assert html.count('aria-invalid="true"') == 2
    one = _fields(ExampleForm({"people": "1", "register": "conflict", "place": "Ici"}))
    assert "Un point est à corriger" in one


def test_errors_of_the_whole_form_come_first() -> None:
    form = ExampleForm({})
    form.add_error(None, "Cette période est close.")
    first, *others = problems(form)
    assert (first.anchor, first.message) == ("", "Cette période est close.")
    assert all(other.anchor for other in others)


def test_a_form_not_sent_has_no_problem() -> None:
    assert problems(ExampleForm()) == []
    assert "ent-errors" not in _fields(ExampleForm())


def test_what_was_typed_is_kept() -> None:
    html = _fields(ExampleForm({"place": "Résidence Lafargue", "register": "conflict"}))
    assert 'value="Résidence Lafargue"' in html
    assert re.search(r'value="conflict"[^>]*checked', html)


def test_optional_fields_say_so() -> None:
    assert "facultatif" in _drawn("{% field f %}", f=ExampleForm()["note"])
    assert "facultatif" not in _drawn("{% field f %}", f=ExampleForm()["place"])


def test_choices_show_their_pictogram() -> None:
    html = _drawn("{% field f %}", f=ExampleForm()["register"])
    assert html.count("<use ") == 5
    assert "#lightning-charge" in html


def test_a_whole_form_is_drawn_by_our_templates() -> None:
    assert "ent-field" in _drawn("{{ form }}", form=ExampleForm())


def test_filters_in_use_are_counted() -> None:
    class Filters(forms.Form):
        place = forms.CharField(required=False)
        topics = forms.MultipleChoiceField(choices=[("a", "A")], required=False)

    assert active_filters(Filters()) == 0
    assert active_filters(Filters({"place": ""})) == 0
    assert active_filters(Filters({"place": "Lille", "topics": ["a"]})) == 2
