"""The territory of one dispositif, drawn small: its communes, their QPV, its area, its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from django.utils.safestring import SafeString, mark_safe
from shapely.geometry import shape

from entremise.structures.models import Dispositif
from entremise.territories.models import Commune, Contour

from . import drawing
from .drawing import Name
from .mercator import Bounds, Frame, project
from .outlines import FINENESS, flat, layer, path_of, version
from .shading import Measure, Shading, Unit


@dataclass(frozen=True)
class Sketch:
    """A drawing without anything to press; `bare` of the area."""

    frame: Frame | None
    bare: SafeString
    area: SafeString
    names: list[Name]

    @classmethod
    def empty(cls) -> "Sketch":
        """Of what no outline is known."""
        return cls(None, SafeString(""), SafeString(""), [])

    @property
    def hatch(self) -> str:
        """How much a hatching drawn in points is enlarged to be read on the plane."""
        return f"{self.frame.side / 640:.3f}" if self.frame else "1"


def sketch(dispositif: Dispositif, margin: float = 0.12) -> Sketch | None:
    """The territory served, None where no outline is loaded (five queries at most)."""
    communes = list(dispositif.communes.select_related("region"))
    regions = {commune.region_id for commune in communes}
    if len(regions) != 1:
        return None
    region, state = regions.pop(), version()
    codes = {commune.pk for commune in communes}
    bounds = layer(Contour.Kind.COMMUNE, region, FINENESS[0], state).bounds(codes)
    if bounds is None:
        return None
    frame = Frame.around(_with_area(bounds, dispositif.area), margin)
    names = {commune.pk: commune.name for commune in communes}
    served = Shading(Unit.COMMUNE, Measure.DISPOSITIFS, dict.fromkeys(names, 1), names, [1.0, 1.0])
    ground = drawing.ground(frame, served, region, state)
    return Sketch(
        frame,
        ground,
        area_path(dispositif.area),
        drawing.names(Commune.objects.filter(pk__in=codes), frame, []),
    )


def _with_area(bounds: Bounds, area: Mapping[str, Any] | None) -> Bounds:
    if not area:
        return bounds
    west, south, east, north = shape(area).bounds
    (left, bottom), (right, top) = project(west, south), project(east, north)
    return (
        min(bounds[0], float(left)),
        min(bounds[1], float(top)),
        max(bounds[2], float(right)),
        max(bounds[3], float(bottom)),
    )


def area_path(area: Mapping[str, Any] | None) -> SafeString:
    """The area drawn, as it lies on the ground."""
    if not area:
        return SafeString("")
    drawn = path_of(shapely.transform(shape(area), flat))
    return mark_safe(f'<path class="ent-area" d="{drawn}"/>')  # noqa: S308 - numbers
