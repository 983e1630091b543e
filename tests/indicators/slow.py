"""The catalogue computed the obvious way: a loop over the rows. One line an indicator."""

from collections.abc import Callable
from typing import Any

Rows = list[dict[str, Any]]

CALM = {"calmed", "dialogue_resumed", "agreement"}
FOLLOWED = {"kept", "partly", "broken"}
PARTNERS = {"landlord", "town", "partner", "transport", "school"}


def _sum(rows: Rows, *names: str) -> int:
    return sum(row[name] for row in rows for name in names)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _share(rows: Rows, test: Callable[[dict[str, Any]], bool]) -> float | None:
    return _ratio(sum(1 for row in rows if test(row)), len(rows))


def _of(rows: Rows, **wanted: Any) -> Rows:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def _settled(rows: Rows) -> Rows:
    conflicts = _of(rows, register="conflict")
    return [row for row in conflicts if row["outcome"] not in (None, "ongoing")]


def _located(rows: Rows) -> Rows:
    return [row for row in rows if row["in_qpv"] is not None]


def _days(rows: Rows) -> set[tuple[int, Any]]:
    return {(person, row["service_date"]) for row in rows for person in row["mediators"]}


def _young(rows: Rows) -> int:
    return _sum(rows, "age_under_12", "age_12_17", "age_18_25")


# Those of field activity.
SLOW: dict[str, Callable[[Rows], float | None]] = {
    "activities": len,
    "mediation_hours": lambda rows: _sum(rows, "minutes") / 60,
    "mediator_hours": lambda rows: _sum(rows, "mediator_minutes") / 60,
    "mean_duration": lambda rows: _ratio(_sum(rows, "minutes"), len(rows)),
    "active_mediators": lambda rows: len({person for person, _day in _days(rows)}),
    "mediator_days": lambda rows: len(_days(rows)),
    "activities_per_mediator_day": lambda rows: _ratio(len(rows), len(_days(rows))),
    "people": lambda rows: _sum(rows, "people"),
    "people_per_activity": lambda rows: _ratio(_sum(rows, "people"), len(rows)),
    "women_share": lambda rows: _ratio(_sum(rows, "women"), _sum(rows, "women", "men")),
    "under_26_share": lambda rows: _ratio(
        _young(rows), _young(rows) + _sum(rows, "age_26_59", "age_60_plus")
    ),
    "women": lambda rows: _sum(rows, "women"),
    "men": lambda rows: _sum(rows, "men"),
    "sex_unknown": lambda rows: _sum(rows, "people") - _sum(rows, "women", "men"),
    "under_12": lambda rows: _sum(rows, "age_under_12"),
    "aged_12_17": lambda rows: _sum(rows, "age_12_17"),
    "aged_18_25": lambda rows: _sum(rows, "age_18_25"),
    "aged_26_59": lambda rows: _sum(rows, "age_26_59"),
    "aged_60_plus": lambda rows: _sum(rows, "age_60_plus"),
    "age_unknown": lambda rows: (
        _sum(rows, "people") - _young(rows) - _sum(rows, "age_26_59", "age_60_plus")
    ),
    "conflicts": lambda rows: len(_of(rows, register="conflict")),
    "conflicts_real_time": lambda rows: len(_of(rows, temporality="real_time")),
    "conflicts_deferred": lambda rows: len(_of(rows, temporality="deferred")),
    "conflicts_calmed_share": lambda rows: _share(_settled(rows), lambda r: r["outcome"] in CALM),
    "links": lambda rows: len(_of(rows, register="link")),
    "links_share": lambda rows: _share(rows, lambda row: row["register"] == "link"),
    "orientations": lambda rows: sum(1 for row in rows if row["orientation"] is not None),
    "orientations_share": lambda rows: _share(rows, lambda row: row["orientation"] is not None),
    "watch": lambda rows: len(_of(rows, register="watch")),
    "technical_watch": lambda rows: len(_of(rows, historical_register="technical_watch")),
    "presence": lambda rows: len(_of(rows, register="presence")),
    "presence_hours": lambda rows: _sum(_of(rows, register="presence"), "minutes") / 60,
    "evening_share": lambda rows: _share(rows, lambda row: row["evening"]),
    "pair_share": lambda rows: _share(rows, lambda row: len(row["mediators"]) >= 2),
    "qpv_share": lambda rows: _share(_located(rows), lambda row: row["in_qpv"]),
    "outside_qpv_share": lambda rows: _share(_located(rows), lambda row: not row["in_qpv"]),
    "unlocated_share": lambda rows: _share(rows, lambda row: row["in_qpv"] is None),
    "communes_reached": lambda rows: len({row["commune"] for row in rows} - {None}),
    "qpvs_reached": lambda rows: len({row["qpv"] for row in rows} - {None}),
    "residents_share": lambda rows: _share(rows, lambda row: row["origin"] == "resident"),
    "partners_share": lambda rows: _share(rows, lambda row: row["origin"] in PARTNERS),
    "self_share": lambda rows: _share(rows, lambda row: row["origin"] == "self"),
}

# Those of alerts.
SLOW_ALERTS: dict[str, Callable[[Rows], float | None]] = {
    "alerts": len,
    "technical_alerts": lambda rows: len(_of(rows, branch="technical")),
    "social_alerts": lambda rows: len(_of(rows, branch="social")),
    "danger_alerts": lambda rows: len(_of(rows, danger=True)),
    "alerts_on_time_share": lambda rows: _share(_of(rows, is_sent=True), lambda r: r["on_time"]),
    "alerts_solved_share": lambda rows: _share(rows, lambda row: row["state"] == "solved"),
    "alerts_mean_answer": lambda rows: _mean(rows, "answer_minutes"),
    "alerts_mean_solution": lambda rows: _mean(rows, "solution_minutes"),
}


# Those of referrals.
SLOW_REFERRALS: dict[str, Callable[[Rows], float | None]] = {
    "referrals": len,
    "referrals_admitted_share": lambda rows: _share(
        _of(rows, is_decided=True), lambda row: row["state"] == "admitted"
    ),
    "referrals_redirected_share": lambda rows: _share(
        _of(rows, is_decided=True), lambda row: row["state"] == "redirected"
    ),
    "referrals_mean_decision": lambda rows: _mean(rows, "decision_days"),
}

# Those of disputes.
SLOW_CASES: dict[str, Callable[[Rows], float | None]] = {
    "cases": len,
    "mediated_cases_share": lambda rows: _share(rows, lambda row: row["is_mediated"]),
    "sessions_per_case": lambda rows: _ratio(_sum(rows, "sessions"), len(rows)),
    "session_hours": lambda rows: _sum(rows, "session_minutes") / 60,
    "agreements": lambda rows: len(_of(rows, has_agreement=True)),
    "agreements_held_share": lambda rows: _share(
        [row for row in _of(rows, has_agreement=True) if row["kept"] in FOLLOWED],
        lambda row: row["kept"] != "broken",
    ),
    "favourable_cases_share": lambda rows: _share(
        _of(rows, is_closed=True), lambda row: row["is_favourable"]
    ),
    "cases_mean_days": lambda rows: _mean(rows, "days"),
}

# Those of posts: the rows are those of one moment.
SLOW_JOBS: dict[str, Callable[[Rows], float | None]] = {
    "jobs": lambda rows: len(_jobs(rows)),
    "jobs_full_time": lambda rows: _sum(_jobs(rows), "hundredths") / 100,
    "jobs_to_consolidate": lambda rows: len(_of(rows, status="created")),
    "jobs_lasting": lambda rows: len(_of(rows, status="consolidated")),
    "jobs_vacant": lambda rows: len(_of(_jobs(rows), vacant=True)),
    "jobs_supported": lambda rows: len(_of(_jobs(rows), supported=True)),
    "jobs_in_prospect": lambda rows: len(_of(rows, status="prospect")),
    "adulte_relais_share": lambda rows: _share(
        _jobs(rows), lambda row: row["contract"] == "adulte_relais"
    ),
    "supported_leading_share": lambda rows: _share(
        _of(_jobs(rows), supported=True), lambda row: row["in_leading_area"]
    ),
    "prospects_leading_share": lambda rows: _share(
        _of(rows, status="prospect"), lambda row: row["in_leading_area"]
    ),
    "jobs_target_share": lambda rows: _ratio(
        sum(1 for row in _jobs(rows) if row["target"]),
        sum(target for _region, target in {(row["region"], row["target"] or 0) for row in rows}),
    ),
    "employers": lambda rows: len({row["structure_id"] for row in _jobs(rows)}),
}

# Those of their moves.
SLOW_MOVES: dict[str, Callable[[Rows], float | None]] = {
    "jobs_planned": lambda rows: len(_of(rows, move="planned")),
    "jobs_created": lambda rows: len(_of(rows, move="created")),
    "jobs_consolidated": lambda rows: len(_of(rows, move="consolidated")),
    "jobs_ended": lambda rows: len(_of(rows, move="ended")),
    "prospects_dropped": lambda rows: len(_of(rows, move="dropped")),
}

# Those of meetings: a row a structure met.
SLOW_MEETINGS: dict[str, Callable[[Rows], float | None]] = {
    "meetings": lambda rows: len({row["meeting"] for row in rows}),
    "structures_met": lambda rows: len({row["structure_id"] for row in rows}),
    "meetings_per_structure": lambda rows: _ratio(
        len(rows), len({row["structure_id"] for row in rows})
    ),
}

# Those of tracks and DLA: the rows are those of one moment.
SLOW_SUPPORTS: dict[str, Callable[[Rows], float | None]] = {
    "structures_accompanied": lambda rows: len({row["structure_id"] for row in rows}),
    "tracks": lambda rows: len({row["support"] for row in rows if row["form"] == "track"}),
    "dlas": lambda rows: len({row["support"] for row in rows if row["form"] != "track"}),
    "structures_in_dlas": lambda rows: len(
        {row["structure_id"] for row in rows if row["form"] != "track"}
    ),
}


# Those of coverage: the rows are those of one moment.
SLOW_COVERAGE: dict[str, Callable[[Rows], float | None]] = {
    "qpv_covered_share": lambda rows: _share(_of(rows, place_kind="qpv"), lambda r: r["covered"]),
    "qpv_uncovered": lambda rows: len(_of(rows, place_kind="qpv", covered=False)),
    "qpv_evening_share": lambda rows: _share(_of(rows, place_kind="qpv"), lambda r: r["evenings"]),
    "qpv_several": lambda rows: len(_of(rows, place_kind="qpv", several=True)),
    "communes_served_share": lambda rows: _share(
        _of(rows, place_kind="commune"), lambda row: row["covered"]
    ),
    "population_served_share": lambda rows: _ratio(
        sum(row["population"] or 0 for row in rows if row["covered"]),
        sum(row["population"] or 0 for row in rows),
    ),
}


def _each(rows: Rows) -> Rows:
    """The dispositifs, once each wherever they are."""
    return list({row["dispositif_id"]: row for row in rows}.values())


def _average(rows: Rows, name: str) -> float | None:
    return _ratio(_sum(rows, name), len(rows))


SLOW_STRUCTURES: dict[str, Callable[[Rows], float | None]] = {
    "structures": len,
    "structures_employing": lambda rows: len(_of(rows, employs=True)),
    "structures_at_work": lambda rows: len(_of(rows, at_work=True)),
    "structures_fresh_share": lambda rows: _share(rows, lambda row: row["fresh"]),
    "structures_completeness": lambda rows: _average(rows, "completeness"),
}

SLOW_DISPOSITIFS: dict[str, Callable[[Rows], float | None]] = {
    "dispositifs": lambda rows: len(_each(rows)),
    "communes_served": lambda rows: len({row["commune"] for row in rows}),
    "qpvs_served": lambda rows: len({row["qpv"] for row in rows} - {None}),
    "dispositifs_fresh_share": lambda rows: _share(_each(rows), lambda row: row["fresh"]),
    "dispositifs_with_hours_share": lambda rows: _share(_each(rows), lambda row: row["has_hours"]),
    "dispositifs_completeness": lambda rows: _average(_each(rows), "completeness"),
}


def _jobs(rows: Rows) -> Rows:
    return [row for row in rows if row["status"] != "prospect"]


def _mean(rows: Rows, name: str) -> float | None:
    known = [row[name] for row in rows if row[name] is not None]
    return _ratio(sum(known), len(known))
