"""Open data: its page, its files, its schemas, its catalogue."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page

from entremise.core import clock
from entremise.core.streaming import stream_csv
from entremise.core.web import Request, anyone, page
from entremise.portal.public import catalogue as described
from entremise.portal.public import graph
from entremise.portal.public.datasets import (
    LICENCE,
    LICENCE_NAME,
    MEDIA,
    Dataset,
    dataset,
    datasets,
    modified,
    package,
)
from entremise.portal.public.rows import ROWS, Placed
from entremise.territories.models import LoadedSource

from .finding import HOME


@page(anyone)
def data(request: Request) -> HttpResponse:
    """What may be downloaded, what each column says, under which licence, since when."""
    written = modified()
    context = {
        "crumbs": [HOME, ("Données ouvertes", None)],
        "datasets": [(one, written[one.name]) for one in datasets()],
        "licence": LICENCE,
        "licence_name": LICENCE_NAME,
        "sources": LoadedSource.objects.order_by("name"),
    }
    return render(request, "portal/public/data.html", context)


@gzip_page
@page(anyone)
def csv(request: Request, name: str) -> HttpResponseBase:
    """The whole dataset, its first line leaving before the last one is read."""
    one = _found(name)
    lines = (line for line, _ in ROWS[one.name]())
    return _open(stream_csv(f"{one.name}-{clock.today()}.csv", one.header, lines))


@gzip_page
@page(anyone)
def geojson(request: Request, name: str) -> HttpResponseBase:
    """The same on a map (RFC 7946), for those that have a place."""
    one = _found(name)
    if "geojson" not in one.formats:
        raise Http404("Ce jeu de données n'a pas de carte.")
    response = StreamingHttpResponse(
        _features(one, ROWS[one.name]()), content_type=f"{MEDIA['geojson']}; charset=utf-8"
    )
    filename = f"{one.name}-{clock.today()}.geojson"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return _open(response)


def _features(one: Dataset, rows: Iterable[Placed]) -> Iterator[str]:
    opening = '{"type":"FeatureCollection","features":[\n'
    for line, points in rows:
        feature = {
            "type": "Feature",
            "id": line[0],
            "geometry": _geometry(points),
            "properties": dict(zip(one.header, line, strict=True)),
        }
        yield opening + json.dumps(feature, ensure_ascii=False)
        opening = ",\n"
    yield "\n]}\n" if opening == ",\n" else opening + "]}\n"


def _geometry(points: list[Any]) -> dict[str, Any] | None:
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points} if points else None


@page(anyone)
def schema(request: Request, name: str) -> HttpResponseBase:
    """The Table Schema of a dataset."""
    one = _found(name)
    about = {"name": one.name, "title": one.title, "description": one.description}
    return _open(_json(about | one.schema))


@page(anyone)
def data_package(request: Request) -> HttpResponseBase:
    """Every dataset as a Data Package."""
    return _open(_json(package()))


@page(anyone)
def catalogue_jsonld(request: Request) -> HttpResponseBase:
    """The DCAT catalogue in JSON-LD."""
    content = graph.json_ld(described.catalogue())
    return _open(HttpResponse(content, content_type="application/ld+json; charset=utf-8"))


@page(anyone)
def catalogue_turtle(request: Request) -> HttpResponseBase:
    """The DCAT catalogue in Turtle."""
    content = graph.turtle(described.catalogue())
    return _open(HttpResponse(content, content_type="text/turtle; charset=utf-8"))


def _found(name: str) -> Dataset:
    try:
        return dataset(name)
    except KeyError:
        raise Http404("Ce jeu de données n'existe pas.") from None


def _json(content: dict[str, Any]) -> JsonResponse:
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})


def _open(response: HttpResponseBase) -> HttpResponseBase:
    """Read by the pages of other sites too: nothing here depends on who asks."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
