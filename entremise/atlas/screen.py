"""The page of the map: what was asked, drawn and listed; one code for those within and without."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import slugify

from entremise.core.paging import number_of
from entremise.core.typography import agree, figure
from entremise.positions.models import Position
from entremise.positions.policies import counted_positions
from entremise.structures.actor import Actor
from entremise.structures.hours import in_words
from entremise.structures.models import Dispositif
from entremise.structures.policies import can_see_dispositif
from entremise.structures.tables import domains_written
from entremise.ui.components import Table
from entremise.ui.navigation import address

from . import drawing, queries
from .drawing import Drawing
from .forms import MapFilter
from .mercator import Frame
from .outlines import fineness, layer, producers, version
from .points import points, within
from .scope import Scope, home_of
from .shading import Measure, Shading, Unit, shading
from .tables import shading_table

STEPS = {  # what moves the map without a mouse: the key, the words, the sign
    "closer": ("plus près", "plus-lg"),
    "farther": ("plus loin", "dash-lg"),
    "whole": ("tout le territoire", "arrow-counterclockwise"),
}


@dataclass(frozen=True)
class Step:
    """A way to move the map: a link, which a script follows without leaving the page."""

    name: str
    label: str
    icon: str
    href: str


@dataclass(frozen=True)
class Sheet:
    """What is said of one dispositif."""

    dispositif: Dispositif
    domains: str
    hours: str
    places: str


@dataclass(frozen=True)
class Screen:
    """Everything the page shows."""

    form: MapFilter
    scope: Scope
    drawing: Drawing
    said: str
    finding: str
    rows: list[Sheet]
    after: int | None
    chosen: Sheet | None
    steps: list[Step]
    asked: QueryDict
    unplaced: int
    total: int
    here: int
    sources: str = ""
    table: Table | None = None
    sheet_href: str = ""

    @property
    def turned(self) -> bool:
        """Whether this is a further page of the list."""
        return bool(self.asked.get("after"))

    @property
    def hatch(self) -> str:
        """How much a hatching drawn in points is enlarged to be read on the plane."""
        return f"{self.drawing.frame.side / 640:.3f}"

    @property
    def back(self) -> str:
        """The same without a sheet open."""
        return link(self.asked, pick=None)


def link(asked: QueryDict, **changed: Any) -> str:
    """The address with something else; None takes away."""
    query = asked.copy()
    for name, value in changed.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode(safe=',')}"


def _kept(asked: QueryDict) -> QueryDict:
    """What of an address stays in the links of its page."""
    kept = asked.copy()
    kept.pop("move", None)
    return kept


def screen(actor: Actor, rows: QuerySet[Dispositif], asked: QueryDict, *, public: bool) -> Screen:
    """What these dispositifs look like on a map, in as many queries whatever their number."""
    posts = Position.objects.none() if public else counted_positions(actor)
    home = None if public else home_of(actor)
    form = MapFilter(asked, home=home, jobs=not public)
    filters, scope, state = form.chosen(), form.scope(), version()
    found = queries.serving(queries.matching(rows, filters), scope)
    frame = _frame(asked) or scope.frame(state)
    asked = _kept(asked)
    unit = form.unit_chosen(scope, frame)
    drawn = layer(unit.kind, scope.region_code, fineness(frame.side), state)
    shades = shading(
        unit,
        form.measure_chosen(),
        dispositifs=found,
        posts=queries.posts_like(posts, filters),
        communes=scope.communes,
        drawn=set(drawn.codes),
    )
    standing = points(found)
    total = found.count() if standing else 0
    here = within(standing, frame)
    page = queries.listed(here, asked.get("after"))
    chosen = _chosen(rows, asked.get("pick"))
    marks = drawing.marks(
        here,
        frame,
        nearer=lambda near: link(asked, view=near, pick=None, after=None),
        sheet=lambda key: link(asked, pick=key, view=frame),
        chosen=chosen.dispositif.pk if chosen else None,
    )
    ground = drawing.ground(frame, shades, scope.region_code, state)
    return Screen(
        form=form,
        scope=scope,
        drawing=Drawing(
            frame=frame,
            ground=ground,
            marks=marks,
            names=drawing.names(scope.communes, frame, marks),
            outlined="ent-shade" in ground,
            shading=shades,
            qpvs='"ent-qpv" d="M' in ground,
        ),
        said=_said(len(here), total),
        finding=_finding(shades),
        rows=[sheet(row) for row in page.rows],
        after=page.after,
        chosen=chosen,
        steps=_steps(asked, frame),
        asked=asked,
        unplaced=total - len(standing),
        total=total,
        here=len(here),
        sources=" ; ".join(producers(state)),
        table=shading_table(shades, linked=not public) if shades.names else None,
        sheet_href=_address(actor, chosen, public=public),
    )


def _frame(asked: QueryDict) -> Frame | None:
    """The view of the address, moved as a script asks: « east,south,times nearer »."""
    frame = Frame.read(asked.get("view", ""))
    try:
        east, south, times = (float(part) for part in asked.get("move", "").split(","))
    except ValueError:
        return frame
    small = abs(east) <= 2 and abs(south) <= 2 and 0.01 <= times <= 100
    return frame.moved(east, south).zoomed(times) if frame and small else frame


def sheet(row: Dispositif) -> Sheet:
    """One dispositif in words. Communes and QPV have been fetched."""
    qpvs, communes = [qpv.name for qpv in row.qpvs.all()], [one.name for one in row.communes.all()]
    return Sheet(
        dispositif=row,
        domains=domains_written(row),
        hours=in_words(row.opening_hours) if row.opening_hours else "",
        places=" ; ".join(filter(None, (few(communes), few(qpvs)))),
    )


def few(names: list[str], most: int = 3) -> str:
    """« Lille, Roubaix, Tourcoing et 12 autres »."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return f"{', '.join(names[:most])} et {figure(len(names) - most)} autres"


def _chosen(rows: QuerySet[Dispositif], key: str | None) -> Sheet | None:
    number = number_of(key)
    found = queries.told(rows.filter(pk=number)).first() if number else None
    return sheet(found) if found else None


def _address(actor: Actor, chosen: Sheet | None, *, public: bool) -> str:
    """The page of the dispositif chosen, for whoever may open it."""
    if chosen is None:
        return ""
    row = chosen.dispositif
    if public:
        return address("public_service", row.pk, slugify(row.name)[:60].strip("-") or "service")
    return address("dispositif_detail", row.pk) if can_see_dispositif(actor, row) else ""


def _said(here: int, total: int) -> str:
    """« 14 dispositifs », « 3 dispositifs dans cette vue, sur 14 »."""
    if not total:
        return "Aucun dispositif ne répond à ces critères."
    if here == total:
        return f"{figure(total)} {agree(total, 'dispositif')}."
    there = f"{figure(here)} {agree(here, 'dispositif')}" if here else "Aucun dispositif"
    return f"{there} dans cette vue, sur {figure(total)}."


def _finding(shades: Shading) -> str:
    """What the shades say: « 30 intercommunalités sur 36 n'ont aucun dispositif inscrit ».
    Inscribed: where the platform is young, others may work whom nobody has entered."""
    total = len(shades.names)
    if not total:
        return ""
    if shades.measure == Measure.PEOPLE:
        return f"Habitants par dispositif, {Unit(shades.unit).label}"
    what = "dispositif" if shades.measure == Measure.DISPOSITIFS else "emploi"
    empty = sum(1 for code in shades.names if not shades.values.get(code))
    if not empty:
        return f"Au moins un {what} dans chacun des territoires : {shades.unit.called(total)}"
    has = agree(empty, "n'a", "n'ont")
    return f"{shades.unit.called(empty)} sur {figure(total)} {has} aucun {what} inscrit"


def _steps(asked: QueryDict, frame: Frame) -> list[Step]:
    views = {"closer": str(frame.zoomed(1.6)), "farther": str(frame.zoomed(1 / 1.6)), "whole": None}
    return [
        Step(name, label, icon, link(asked, view=views[name], after=None))
        for name, (label, icon) in STEPS.items()
    ]
