"""An alert as a device would have sent it, and what became of it."""

from typing import Any

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
    said = alert.place_method in SAID
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
        "at": alert.updated_at.isoformat(),
    }
