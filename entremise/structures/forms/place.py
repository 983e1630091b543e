"""A point on a map, typed or pasted."""

import re
from typing import Any, NamedTuple

import shapely
from django import forms
from django.core.exceptions import ValidationError

from entremise.territories.extent import in_france

_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_POINT = re.compile(rf"\(?({_NUMBER})[°\s]*[,;\s]\s*({_NUMBER})°?\)?")
DECIMALS = 6


class Point(NamedTuple):
    """A place in WGS 84 degrees."""

    lon: float
    lat: float


class PointField(forms.CharField):
    """« 50.6365, 3.0635 », latitude first as maps give it; None when left empty."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.lat}, {value.lon}" if isinstance(value, Point) else value

    def clean(self, value: Any) -> Point | None:
        """The point. Raises ValidationError when it is not one, or not in France."""
        typed = super().clean(value)
        if not typed:
            return None
        read = _POINT.fullmatch(typed.strip())
        if not read:
            raise ValidationError(
                "Écrivez la latitude, une virgule, la longitude : 50.6365, 3.0635."
            )
        lat, lon = (round(float(part), DECIMALS) for part in read.groups())
        if not in_france(shapely.Point(lon, lat)):
            raise ValidationError("Ce point n'est pas en France : la latitude vient en premier.")
        return Point(lon, lat)
