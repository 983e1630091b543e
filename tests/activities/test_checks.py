"""Bad input gets a clear sentence, on the field that has to be mended."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from entremise.activities.models import Activity
from entremise.core import clock
from entremise.structures.days import service_day
from entremise.structures.enums import FundingScope
from entremise.structures.models import FundingLine
from entremise.territories.models import FormerCommune
from tests.activities.factories import LAST, payload, send
from tests.support.cast import Cast


def errors_of(cast: Cast, **changes: Any) -> dict[str, list[str]]:
    (receipt,) = send(cast.mediator, payload(cast.dispositif, **changes))
    return receipt.errors


@pytest.mark.parametrize(
    ("field", "changes", "words"),
    [
        ("register", {"register": "patrol"}, "« patrol » ne figure pas dans la liste"),
        ("origin", {"origin": "mayor"}, "ne figure pas"),
        ("outcome", {"outcome": "won"}, "ne figure pas"),
        ("place.kind", {"place": {"kind": "moon"}}, "ne figure pas"),
        ("topics", {"topics": ["weather"]}, "ne figure pas"),
        ("temporality", {"temporality": "real_time"}, "que pour un conflit"),
        ("historical_register", {"historical_register": "link_partner"}, "ne correspond pas"),
        ("domain", {"domain": "space"}, "ne figure pas"),
        ("orientation", {"orientation": "moon"}, "ne figure pas"),
        ("partner", {"partner": 987654}, "carnet d'adresses"),
        ("mediators", {"mediators": [987654]}, "ne fait pas partie de votre structure"),
        ("dispositif", {"dispositif": 987654}, "n'existe pas"),
        ("funding_lines", {"funding_lines": [987654]}, "n'est pas de ce dispositif"),
        ("place.commune", {"place": {"kind": "street", "commune": "99999"}}, "n'existe pas"),
        ("place.qpv", {"place": {"kind": "street", "qpv": "QN99999X"}}, "n'existe pas"),
        ("place.lon", {"place": {"kind": "street", "lon": 3.0}}, "sa longitude et de sa latitude"),
        ("place.lat", {"place": {"kind": "street", "lon": 3.0, "lat": 95}}, "au plus 90"),
        ("started_at", {"started_at": "2026-02-31T10:00:00Z"}, "lisible"),
        ("started_at", {"started_at": "2026-02-11T10:00:00"}, "décalage horaire"),
        ("started_at", {"started_at": "1999-02-11T10:00:00Z"}, "n'a ouvert que le"),
        ("service_date", {"service_date": f"{LAST}-03-20"}, "plus d'un jour"),
        ("duration", {"duration": 3000}, "au plus 1440"),
        ("duration", {"duration": "vingt"}, "nombre entier"),
        ("people", {"people": -1}, "au moins 0"),
        ("publics.sex", {"publics": {"sex": {"female": 4}}}, "4 personnes pour 3"),
        ("publics.age", {"publics": {"age": {"old": 1}}}, "ne figure pas"),
        ("note", {"note": "x" * 2001}, "2000 caractères"),
    ],
)
def test_bad_input(cast: Cast, field: str, changes: dict[str, Any], words: str) -> None:
    errors = errors_of(cast, **changes)
    assert field in errors, errors
    assert words in errors[field][0]
    assert not Activity.objects.exists()


def test_a_date_in_the_future(cast: Cast) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    errors = errors_of(cast, started_at=tomorrow.isoformat())
    assert "est dans le futur" in errors["started_at"][0]
    # A phone whose clock is a few minutes ahead is not refused.
    assert not errors_of(cast, started_at=(clock.now() + timedelta(minutes=5)).isoformat())


def test_a_commune_that_no_longer_exists_names_its_successor(cast: Cast) -> None:
    today = cast.dispositif.communes.get()
    FormerCommune.objects.create(code="59355", name="Lomme", kind="associée", commune=today)
    errors = errors_of(cast, place={"kind": "street", "commune": "59355"})
    assert f"fait partie de {today.name}" in errors["place.commune"][0]


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 7, 14, 22, 30, tzinfo=UTC), date(2026, 7, 14)),  # 0 h 30 in Paris
        (datetime(2026, 7, 15, 2, 59, tzinfo=UTC), date(2026, 7, 14)),  # 4 h 59
        (datetime(2026, 7, 15, 3, 0, tzinfo=UTC), date(2026, 7, 15)),  # 5 h 00
        (datetime(2026, 1, 1, 0, 30, tzinfo=UTC), date(2025, 12, 31)),  # 1 h 30, over the new year
    ],
)
def test_the_service_day_crosses_midnight(instant: datetime, expected: date) -> None:
    assert service_day(instant, "Europe/Paris", 5) == expected


def test_defaults_are_completed(cast: Cast) -> None:
    send(cast.mediator, payload(cast.dispositif, register="conflict", temporality="deferred"))
    activity = Activity.objects.get()
    assert activity.historical_register == "conflict_deferred"
    assert activity.domain in cast.dispositif.domains
    assert activity.commune == cast.dispositif.communes.get()
    assert activity.place_method == "dispositif"
    assert activity.service_date == date(LAST, 3, 12)


def test_technical_topics_make_a_technical_watch(cast: Cast) -> None:
    send(cast.mediator, payload(cast.dispositif, register="watch", topics=["lift"]))
    assert Activity.objects.get().historical_register == "technical_watch"


def test_a_line_for_priority_neighbourhoods_pays_only_there(cast: Cast) -> None:
    only = FundingLine.objects.create(
        dispositif=cast.dispositif,
        funder=cast.funder,
        label="Contrat de ville",
        starts_on=date(LAST, 1, 1),
        ends_on=date(LAST, 12, 31),
        scope=FundingScope.QPV_ONLY,
    )
    send(cast.mediator, payload(cast.dispositif))
    assert only not in Activity.objects.get().funding_lines.all()
    errors = errors_of(cast, funding_lines=[only.pk])
    assert "que les quartiers prioritaires" in errors["funding_lines"][0]


def test_marginals_come_from_the_grid(cast: Cast) -> None:
    grid = [
        {"sex": "female", "age": "18_25", "status": None, "count": 2},
        {"sex": "male", "age": None, "status": "tenant", "count": 1},
        {"sex": "male", "age": "60_plus", "status": None, "count": 0},
    ]
    send(cast.mediator, payload(cast.dispositif, publics={"grid": grid}))
    publics = Activity.objects.get().publics
    assert publics["sex"] == {"female": 2, "male": 1}
    assert publics["age"] == {"18_25": 2}
    assert publics["status"] == {"tenant": 1}
    assert len(publics["grid"]) == 2
