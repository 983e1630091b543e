"""The tags and filters every template has without loading anything: one per component."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField, PasswordInput
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from entremise.core import clock, typography
from entremise.ui import fields, notices
from entremise.ui.components import Cell, Chart, EmptyState, Figure, Notice, Table, written
from entremise.ui.vendor import icon_names

register = template.Library()
_ICONS = frozenset(icon_names())
# The shapes of `core.streaming`, as the programs that open them are called.
SHAPES = {"csv": "CSV", "xlsx": "Excel", "ods": "LibreOffice"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A pictogram of the sprite; decorative unless it has a label.

    Raises ValueError for a name that is not in entremise/ui/icons.txt.
    """
    if name not in _ICONS:
        raise ValueError(f"« {name} » n'est pas dans entremise/ui/icons.txt.")
    hidden = mark_safe('aria-hidden="true"')
    spoken = format_html('role="img" aria-label="{}"', label) if label else hidden
    return format_html(
        '<svg class="ent-icon" {}><use href="{}#{}"></use></svg>',
        spoken, static("vendor/icons.svg"), name,
    )  # fmt: skip


@register.inclusion_tag("ui/figure_card.html")
def figure_card(figure: Figure) -> dict[str, Any]:
    """A figure, its sentence, its comparison and its date."""
    return {"figure": figure}


@register.inclusion_tag("ui/data_table.html")
def data_table(table: Table) -> dict[str, Any]:
    """A table in its frame."""
    return {"table": table}


@register.simple_tag
def cells(row: Sequence[Cell]) -> SafeString:
    """The cells of a row, the first one being its heading.

    Written here: a page may hold thousands of them, and a template for each took half its time.
    """
    return mark_safe("".join(_cell(cell, "td" if at else "th") for at, cell in enumerate(row)))  # noqa: S308


def _cell(cell: Cell, tag: str) -> str:
    shown = escape(typography.french(cell.text))
    if cell.href:
        shown = format_html('<a href="{}">{}</a>', cell.href, shown)
    elif cell.register:
        shown = render_to_string("ui/register_badge.html", register_badge(cell.register, cell.text))
    scope = ' scope="row"' if tag == "th" else ""
    number = "ent-number " if cell.column.numeric else ""
    label = escape(typography.french(cell.column.label))
    start = f'<{tag}{scope} class="{number}ent-cell-{cell.state}" data-label="{label}">'
    return f"{start}{shown}</{tag}>"


@register.inclusion_tag("ui/exports.html")
def exports(url_name: str, *about: Any, filters: str = "", label: str = "") -> dict[str, Any]:
    """The same list as a file: a link for each shape of the address, with the filters of the page.

    `label` says of what, where a page offers several.
    """
    query = f"?{filters}" if filters else ""
    links = [(reverse(url_name, args=[*about, shape]) + query, SHAPES[shape]) for shape in SHAPES]
    return {"links": links, "label": label}


@register.inclusion_tag("ui/chart_block.html")
def chart_block(chart: Chart) -> dict[str, Any]:
    """A drawing, its words, its table."""
    return {"chart": chart}


@register.inclusion_tag("ui/empty_state.html")
def empty_state(
    title: str = "", text: str = "", href: str = "", action: str = "", icon: str = "inbox"
) -> dict[str, Any]:
    """Nothing here yet: why, and what to do about it."""
    return {"state": EmptyState(title, text, href, action, icon)}


@register.inclusion_tag("ui/register_badge.html")
def register_badge(code: str, label: str) -> dict[str, Any]:
    """A register of the norm: pictogram, colour and name together."""
    return {"code": code, "label": label, "icon": fields.REGISTER_ICONS[code]}


@register.inclusion_tag("ui/status_badge.html")
def status_badge(label: str, tone: str = "neutral") -> dict[str, Any]:
    """A state in a word; tone: neutral, action, done, attention or danger."""
    return {"label": label, "tone": tone, "icon": fields.TONE_ICONS[tone]}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, autofocus: bool = False, among: bool = False) -> dict[str, Any]:
    """A field with its label, help and errors, tied together for assistive technology.

    `among`: one of several of which one is wanted, as the legend around them says.
    """
    return fields.field_context(bound, autofocus=autofocus, among=among)


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What has to be put right, at the top of the form, with a link to each field."""
    secret = any(isinstance(field.widget, PasswordInput) for field in form.fields.values())
    return {"problems": fields.problems(form), "with_password": secret}


@register.inclusion_tag("ui/filter_bar.html", takes_context=True)
def filter_bar(context: Context, form: BaseForm) -> dict[str, Any]:
    """A GET form whose choices live in the address; what a page chooses by itself is no filter."""
    request = context["request"]
    active = fields.active_filters(form) if request.GET else 0
    return {"form": form, "path": request.path, "active": active}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Any) -> dict[str, Any]:
    """Links to the next rows and back to the first ones, filters kept. `page` is a KeysetPage."""
    request = context["request"]
    return {"request": request, "page": page, "turned": bool(request.GET.get("after"))}


@register.inclusion_tag("ui/notice.html", takes_context=True)
def notice(context: Context, message: Message | Notice) -> dict[str, Any]:
    """A message after an action; one that can be undone carries the button for it."""
    shown = message if isinstance(message, Notice) else notices.read(message)
    return {"notice": shown, "csrf_token": context.get("csrf_token")}


@register.filter
def figure(value: Any, decimals: int = 0) -> str:
    """1234.5 as « 1 234,5 »; nothing as a dash."""
    return written(value, "count", decimals)


@register.filter
def percent(value: Any, decimals: int = 0) -> str:
    """0.125 as « 13 % »."""
    return written(value, "percent", decimals)


@register.filter
def minutes(value: Any) -> str:
    """95 as « 1 h 35 »."""
    return written(value, "minutes")


@register.filter
def french(value: Any) -> str:
    """Text with the spaces French punctuation asks for."""
    return typography.french(str(value))


@register.filter
def entry(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of a mapping under a key known only in the template."""
    return mapping[key]


@register.filter(expects_localtime=True)
def date(value: Any, shape: str) -> str:
    """Django's own, but for the first of a month: « 1er décembre 2026 »."""
    return typography.dated(value, shape) if hasattr(value, "day") else ""


@register.filter
def wall(instant: Any, zone: str) -> Any:
    """An instant by the clock on the wall of where it is about."""
    return clock.wall(instant, zone) if instant else ""
