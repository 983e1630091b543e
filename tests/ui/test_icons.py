"""Pictograms come from one list, and the sprite holds them all."""

import re
import tomllib

import pytest
from django.conf import settings
from django.template import Context, Template

from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.ui.fields import REGISTER_ICONS, TONE_ICONS
from entremise.ui.navigation import entries_for
from entremise.ui.vendor import icon_names, sprite, vendor
from tests.architecture.sources import ROOT, modules, templates


def test_the_sprite_holds_each_icon_once() -> None:
    names = icon_names()
    assert len(names) == len(set(names))
    drawn = sprite(settings.NODE_MODULES, names)
    assert re.findall(r'<symbol id="([\w-]+)"', drawn) == names
    assert drawn.count("<symbol") == drawn.count("</symbol>")


def test_each_icon_named_in_a_template_is_in_the_list() -> None:
    texts = "\n".join(path.read_text() for path in templates().values())
    named = set(re.findall(r'\{% icon "([\w-]+)"', texts))
    named |= set(re.findall(r' icon="([\w-]+)"', texts))
    assert named <= set(icon_names())


def test_each_icon_of_the_menu_is_in_the_list() -> None:
    entries = "\n".join(path.read_text() for path in modules() if path.name == "apps.py")
    named = set(re.findall(r'Entry\(\s*"[^"]+",\s*"\w+",\s*(?:icon=)?"([\w-]+)"', entries))
    assert named
    assert named <= set(icon_names())


def test_each_place_of_a_menu_has_a_pictogram_of_its_own() -> None:
    for role in Role:
        places: dict[str, str] = {}
        for entry in entries_for(Actor(user_id=1, role=role)):
            other = places.setdefault(entry.icon, entry.label)
            assert other == entry.label, f"{role} : {entry.label} et {other}, {entry.icon}"


def test_registers_have_the_pictogram_of_their_reference_list() -> None:
    text = (ROOT / "data" / "reference" / "registers.toml").read_text()
    listed = {code["code"]: code["icon"] for code in tomllib.loads(text)["codes"]}
    assert listed == REGISTER_ICONS
    assert {*REGISTER_ICONS.values(), *TONE_ICONS.values()} <= set(icon_names())


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"icons\.txt"):
        Template('{% icon "licorne" %}').render(Context())


def test_an_icon_is_silent_unless_named() -> None:
    assert 'aria-hidden="true"' in Template('{% icon "flag" %}').render(Context())
    spoken = Template('{% icon "flag" "Alerte" %}').render(Context())
    assert 'aria-label="Alerte"' in spoken
    assert "aria-hidden" not in spoken


def test_a_second_copy_has_nothing_to_do() -> None:
    assert vendor(settings.NODE_MODULES, settings.VENDOR) is False
