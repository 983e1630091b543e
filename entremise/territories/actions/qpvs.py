"""Writes priority neighbourhoods and the communes they lie in."""

from typing import Any

from entremise.territories.models import Qpv

from .bulk import write
from .contours import today_codes


def save_qpvs(rows: list[dict[str, Any]], communes: dict[str, list[str]]) -> int:
    """Insert or update QPV; `communes` are the codes, former ones accepted, each lies in."""
    today = today_codes()
    count = write(Qpv, rows, key=("code",))
    link = Qpv.communes.through
    link.objects.filter(qpv__in=list(communes)).delete()
    write(
        link,
        (
            {"qpv_id": qpv, "commune_id": commune}
            for qpv, codes in communes.items()
            for commune in dict.fromkeys(today[code] for code in codes if code in today)
        ),
    )
    return count


def official(code: str, name: str, lon: float, lat: float) -> dict[str, Any]:
    """The row of an official QPV. Codes in QP are of 2015, those in QN of 2024."""
    return {
        "code": code,
        "name": name,
        "generation": 2024 if code.startswith("QN") else 2015,
        "lon": lon,
        "lat": lat,
        "fictitious": False,
    }
