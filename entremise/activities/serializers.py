"""Activities and rounds in the shape devices send and receive."""

from typing import Any

from .models import Activity, Round


def as_payload(activity: Activity) -> dict[str, Any]:
    """The content of an activity as an `EntryIn`, its current version as `base_version`."""
    point = {"lon": activity.lon, "lat": activity.lat} if activity.lon is not None else {}
    return {
        "id": str(activity.pk),
        "base_version": activity.version,
        "dispositif": activity.dispositif_id,
        "mediators": sorted(member.pk for member in activity.mediators.all()),
        "started_at": activity.started_at.isoformat(),
        "service_date": activity.service_date.isoformat(),
        "duration": activity.duration,
        "register": activity.register,
        "historical_register": activity.historical_register,
        "temporality": activity.temporality,
        "domain": activity.domain,
        "origin": activity.origin,
        "topics": activity.topics,
        "place": {
            "kind": activity.place_kind,
            "label": activity.place_label,
            "address": activity.address,
            "commune": activity.commune_id,
            "qpv": activity.qpv_id,
            **point,
        },
        "people": activity.people,
        "publics": _publics(activity.publics),
        "outcome": activity.outcome,
        "orientation": activity.orientation,
        "partner": activity.partner_id,
        "funding_lines": sorted(line.pk for line in activity.funding_lines.all()),
        "note": activity.note,
        "round": str(activity.round_id) if activity.round_id else None,
    }


def as_round_payload(row: Round) -> dict[str, Any]:
    """The content of a round as a `RoundIn`, its current version as `base_version`."""
    return {
        "id": str(row.pk),
        "base_version": row.version,
        "dispositif": row.dispositif_id,
        "mediators": sorted(member.pk for member in row.mediators.all()),
        "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "planned": row.planned,
        "stops": row.stops,
    }


def _publics(publics: dict[str, Any]) -> dict[str, Any]:
    """Marginals are derived from the grid when there is one: only the grid travels then."""
    return {"grid": publics["grid"]} if "grid" in publics else publics
