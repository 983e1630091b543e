"""The catalogue of the open data, in DCAT as data.gouv.fr harvests it.

https://doc.data.gouv.fr/moissonnage/dcat/ and DCAT-AP: licence, frequency, contact, days and
place covered, one distribution a format, each with the schema it follows.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Max, Min
from django.urls import reverse

from entremise.core import clock
from entremise.structures.actor import VISITOR
from entremise.structures.policies import published_dispositifs
from entremise.structures.reach import communes_served

from .datasets import LICENCE, MEDIA, Dataset, datasets, modified
from .graph import Iri, Statement, Text, about

FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
FRENCH = Iri("http://publications.europa.eu/resource/authority/language/FRA")
THEME = Iri("http://publications.europa.eu/resource/authority/data-theme/SOCI")
MEDIA_TYPE = "http://www.iana.org/assignments/media-types/"


def catalogue() -> Iterator[Statement]:
    """Every statement (three queries)."""
    home = settings.PUBLIC_ADDRESS
    this, publisher, contact = (f"{home}/#{name}" for name in ("catalogue", "editeur", "contact"))
    place, days, written = f"{home}/#lieu", f"{home}/#jour", modified()
    latest = max((day for day in written.values() if day), default=None)
    yield from about(
        this,
        "dcat:Catalog",
        dct_title="Données ouvertes de la médiation sociale",
        dct_description="Structures, services, emplois et territoires de la médiation sociale.",
        dct_publisher=Iri(publisher),
        dct_language=FRENCH,
        dct_license=Iri(LICENCE),
        dct_modified=_instant(latest),
        foaf_homepage=Iri(f"{home}{reverse('public_data')}"),
        dcat_dataset=[Iri(_address(one)) for one in datasets()],
    )
    yield from about(
        publisher, "foaf:Agent", foaf_name=settings.PUBLISHER, foaf_homepage=Iri(f"{home}/")
    )
    email = settings.PUBLIC_CONTACT
    yield from about(
        contact,
        "vcard:Organization",
        vcard_fn=settings.PUBLISHER,
        vcard_hasEmail=Iri(f"mailto:{email}") if email else None,
        vcard_hasURL=Iri(f"{home}{reverse('public_data')}"),
    )
    yield from _place(place)
    yield from _today(days)
    for one in datasets():
        yield from _dataset(one, written[one.name], publisher, contact, place, days)


def _dataset(
    one: Dataset, written: datetime | None, publisher: str, contact: str, place: str, days: str
) -> Iterator[Statement]:
    address = _address(one)
    yield from about(
        address,
        "dcat:Dataset",
        dct_identifier=Text(address, "xsd:string"),
        dct_title=one.title,
        dct_description=f"{one.description} {one.located}".strip(),
        dct_publisher=Iri(publisher),
        dcat_contactPoint=Iri(contact),
        dcat_keyword=list(one.keywords),
        dcat_theme=THEME,
        dct_language=FRENCH,
        dct_license=Iri(LICENCE),
        dct_accrualPeriodicity=Iri(f"{FREQUENCY}{one.frequency}"),
        dct_modified=_instant(written),
        dct_spatial=Iri(place),
        dct_temporal=Iri(days),
        dcat_landingPage=Iri(address),
        dcat_distribution=[Iri(file) for _, file in one.files],
    )
    for kind, file in one.files:
        yield from about(
            file,
            "dcat:Distribution",
            dct_identifier=Text(file, "xsd:string"),
            dct_title=f"{one.title} ({kind.upper()})",
            dcat_accessURL=Iri(address),
            dcat_downloadURL=Iri(file),
            dct_format=Iri(f"{FILE_TYPE}{kind.upper()}"),
            dcat_mediaType=Iri(f"{MEDIA_TYPE}{MEDIA[kind]}"),
            dct_license=Iri(LICENCE),
            dct_modified=_instant(written),
            dct_conformsTo=Iri(one.schema_address) if kind == "csv" else None,
        )
        if kind == "csv":
            yield from about(
                one.schema_address, "dct:Standard", dct_title=f"Table Schema de « {one.title} »"
            )


def _place(subject: str) -> Iterator[Statement]:
    """The rectangle around the communes served, when their centres are known."""
    served = communes_served(published_dispositifs(VISITOR))
    box = served.aggregate(w=Min("lon"), s=Min("lat"), e=Max("lon"), n=Max("lat"))
    shape = None
    if None not in box.values():
        w, s, e, n = (box[side] for side in "wsen")
        ring = f"{w} {s}, {e} {s}, {e} {n}, {w} {n}, {w} {s}"
        shape = Text(f"POLYGON(({ring}))", "gsp:wktLiteral")
    yield from about(
        subject,
        "dct:Location",
        rdfs_label="Communes desservies",
        dcat_bbox=shape,
        locn_geometry=shape,
    )


def _today(subject: str) -> Iterator[Statement]:
    """The files tell the state of the day."""
    day = Text(clock.today().isoformat(), "xsd:date")
    yield from about(
        subject,
        "dct:PeriodOfTime",
        dcat_startDate=day,
        dcat_endDate=day,
        schema_startDate=day,
        schema_endDate=day,
    )


def _instant(at: datetime | None) -> Text | None:
    return Text(at.isoformat(timespec="seconds"), "xsd:dateTime") if at else None


def _address(one: Dataset) -> str:
    return f"{settings.PUBLIC_ADDRESS}{reverse('public_data')}#{one.name}"
