"""Writes tests/contract/carnet.json: what both halves of the carnet replay. Run by `make fix`."""

import json
import os
from pathlib import Path
from typing import Any

import django

FILE = Path(__file__).with_name("carnet.json")


def contract() -> dict[str, Any]:
    """The questions, with the answers of the server."""
    from tests.contract import cases  # noqa: PLC0415 - after django.setup()

    return {
        "about": "Écrit par « make fix » (tests/contract/carnet.py) : ne se modifie pas à la main.",
        "service_days": _service_days(cases.INSTANTS),
        "warnings": _warnings(cases.NOTES),
        "locate": {
            "contours": cases.CONTOURS,
            "communes": cases.COMMUNES,
            "points": _points(cases),
        },
        "stories": [
            {
                **story,
                "deliveries": [
                    {"payload": payload, "status": status}
                    for payload, status in story["deliveries"]
                ],
            }
            for story in cases.STORIES
        ],
    }


def text() -> str:
    """The file, as it is written."""
    return json.dumps(contract(), indent=1, ensure_ascii=False) + "\n"


def _service_days(instants: Any) -> list[dict[str, Any]]:
    from datetime import datetime  # noqa: PLC0415

    from entremise.structures.days import service_day  # noqa: PLC0415

    return [
        {
            "started_at": at,
            "time_zone": zone,
            "day_starts_at": hour,
            "service_date": service_day(datetime.fromisoformat(at), zone, hour).isoformat(),
        }
        for at, zone, hour in instants
    ]


def _warnings(notes: Any) -> list[dict[str, Any]]:
    from entremise.core.guard import warnings  # noqa: PLC0415

    return [{"text": note, "warnings": warnings(note)} for note in notes]


def _points(cases: Any) -> list[dict[str, Any]]:
    from entremise.territories.locate import Locator  # noqa: PLC0415

    known = frozenset(row["code"] for row in cases.COMMUNES if row["qpv_known"])
    locator = Locator(
        communes=_shapes(cases.CONTOURS["communes"]),
        qpvs=_shapes(cases.CONTOURS["qpv"]),
        centres={row["code"]: (row["lon"], row["lat"]) for row in cases.COMMUNES},
        # Each commune stands for its own département: what is known of it is in its row.
        departements={row["code"]: row["code"] for row in cases.COMMUNES},
        communes_of={row["code"]: row["communes"] for row in cases.CONTOURS["qpv"]},
        known_qpv=known,
    )
    return [
        {
            "lon": lon,
            "lat": lat,
            "commune": found.commune_code,
            "qpv": found.qpv_code,
            "in_qpv": found.in_qpv,
            "method": found.method.value,
        }
        for (lon, lat), found in zip(cases.POINTS, locator.locate_many(cases.POINTS), strict=True)
    ]


def _shapes(rows: Any) -> dict[str, bytes]:
    import shapely  # noqa: PLC0415

    return {
        row["code"]: shapely.to_wkb(
            shapely.MultiPolygon([shapely.Polygon(outer, holes) for outer, *holes in row["rings"]])
        )
        for row in rows
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    FILE.write_text(text())
