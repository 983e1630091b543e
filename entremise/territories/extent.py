"""Where France lies: what is drawn or pointed at outside of it is a mistake."""

from functools import cache

import shapely
from django.conf import settings
from shapely.geometry.base import BaseGeometry

from .pack import read_pack


@cache
def _boxes() -> tuple[BaseGeometry, ...]:
    return tuple(shapely.box(*bounds) for bounds in read_pack(settings.GEODATA_PACK).bounds)


def in_france(shape: BaseGeometry) -> bool:
    """Whether a shape in WGS 84, longitude first, lies whole in one of the boxes of France."""
    return any(box.covers(shape) for box in _boxes())
