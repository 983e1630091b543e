"""The area of a dispositif, drawn on a map, typed, taken from a file or from what it serves."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.atlas import areas
from entremise.atlas.forms import AreaForm
from entremise.atlas.sketch import sketch
from entremise.core.errors import Refusal
from entremise.core.web import Request, command
from entremise.structures.actions import draw_area
from entremise.structures.models import Dispositif
from entremise.structures.policies import can_edit_dispositif, editable_dispositifs
from entremise.territories.models import Contour
from entremise.ui.notices import say

from .maps import HOME

UNIONS = {"qpvs": Contour.Kind.QPV, "communes": Contour.Kind.COMMUNE}


@command(can_edit_dispositif, of=editable_dispositifs)
def area_draw(request: Request, dispositif: Dispositif) -> HttpResponse:
    """Draw the area, or take it away."""
    back = reverse("dispositif_detail", args=[dispositif.pk])
    drawn = areas.points_of(dispositif.area)
    form = AreaForm(request.POST or None, request.FILES or None, initial={"points": drawn})
    if request.method == "POST" and form.is_valid():
        try:
            if union := UNIONS.get(request.POST.get("union", "")):
                # Shown to be looked at and changed before it is kept.
                proposed = areas.together(dispositif, union)
                form = AreaForm(initial={"points": areas.points_of(proposed)})
            else:
                _keep(request, dispositif, form.cleaned_data)
                return redirect(back)
        except Refusal as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else "points", str(refusal)
            )
    whole = sketch(dispositif, margin=0.25)
    context = {
        "crumbs": [HOME, (str(dispositif), back), ("Secteur", None)],
        "form": form,
        "dispositif": dispositif,
        "sketch": whole,
        "back": back,
        "has_qpvs": dispositif.qpvs.exists(),
    }
    return render(request, "atlas/area.html", context)


def _keep(request: Request, dispositif: Dispositif, clean: dict[str, Any]) -> None:
    """Write what the form says. Raises Refusal for an area amiss."""
    area: dict[str, Any] | None
    if file := clean["file"]:
        area = areas.read_geojson(file.read())
    elif clean["points"].split() == areas.points_of(dispositif.area).split():
        area = dispositif.area  # untouched: what is cut out inside stays
    else:
        area = areas.read_points(clean["points"])
    draw_area(dispositif=dispositif, area=area, by=request.actor)
    kept = "Le secteur est enregistré." if area else "Ce dispositif n'a plus de secteur dessiné."
    say(request, kept)
