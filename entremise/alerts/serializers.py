"""An alert as a device would have sent it, and what became of it."""

from typing import Any

from entremise.territories.locate import locator
from entremise.territories.spots import PlaceMethod
from entremise.vault.rows import words_of

from .models import Alert, Sending

SAID = (PlaceMethod.DECLARED, PlaceMethod.COMMUNE)


def as_payload(alert: Alert) -> dict[str, Any]:
    """The content of an alert, its words opened: for whoever may read it. What the server worked
    out of the place is left out.
    """
    ((_row, words),) = words_of([alert])
    lat, _comma, lon = words["point"].partition(", ")
    said = alert.place_method in SAID or _otherwise(alert, lon, lat)
    return {
        "id": str(alert.pk),
        "dispositif": alert.dispositif_id,
        "seen_by": sorted(alert.seen_by.values_list("pk", flat=True)),
        "seen_at": alert.seen_at.isoformat(),
        "category": alert.category,
        "danger": alert.danger,
        "place": {
            "label": words["place"],
            "lon": float(lon) if lon else None,
            "lat": float(lat) if lat else None,
            "commune": alert.commune_id if said else None,
            "qpv": alert.qpv_id if alert.place_method == PlaceMethod.DECLARED else None,
        },
        "note": words["note"],
    }


def _otherwise(alert: Alert, lon: str, lat: str) -> bool:
    """Whether somebody said another commune than that of the point."""
    if not lon or alert.commune_id is None:
        return False
    (found,) = locator().locate_many([(float(lon), float(lat))])
    return found is None or found.commune_code != alert.commune_id


def as_news(alert: Alert) -> dict[str, Any]:
    """What became of an alert, read with `queries.in_hand`, for the telephone that gave it: nothing
    of what it says.
    """
    held: list[Sending] = alert.in_hand  # type: ignore[attr-defined]
    return {
        "id": str(alert.pk),
        "state": alert.state,
        "said": alert.get_state_display(),
        "addressee": held[0].addressee.label if held else "",
        "at": (
            alert.closed_at or alert.answered_at or alert.sent_at or alert.created_at
        ).isoformat(),
    }
