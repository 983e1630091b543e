"""Checks an entry against the lists, the structure and the territory, and completes it.

Each fault is a French sentence under the name of the field that has to be mended.
"""

from collections.abc import Sequence
from datetime import UTC, date
from typing import Any

from entremise.structures.enums import Domain, PartnerCategory
from entremise.territories.spots import NOWHERE, Spot, locate

from . import reference
from .entries import Entry, EntryIn, PublicsIn, Rejected
from .enums import CONFLICT
from .grounds import NOT_YOURS, UNKNOWN_CODE, day_of, known_code, team_of
from .references import References, Service


def check(entries: Sequence[EntryIn], references: References) -> list[Entry | Rejected]:
    """Each entry, checked and completed, or why it cannot be accepted.

    Places are located for the whole batch at once.
    """
    spots = locate(
        [entry.place for entry in entries],
        [references.communes_of(entry.dispositif) for entry in entries],
    )
    return [_check(entry, spot, references) for entry, spot in zip(entries, spots, strict=True)]


def _check(entry: EntryIn, spot: Spot | Rejected, references: References) -> Entry | Rejected:
    faults = spot if isinstance(spot, Rejected) else Rejected()
    service = references.services.get(entry.dispositif)
    if service is None:
        faults.add("dispositif", NOT_YOURS)
        return faults
    _check_codes(entry, faults)
    day = day_of(entry.started_at, service, faults, declared=entry.service_date)
    mediators = team_of(entry.mediators, references, faults)
    domain = _domain(entry, service, faults)
    publics = _publics(entry.publics, entry.people, faults)
    orientation = _orientation(entry, references, faults)
    where = spot if isinstance(spot, Spot) else NOWHERE
    lines = _funding(entry, service, day, where, faults)
    if faults.errors or not isinstance(spot, Spot):
        return faults
    return Entry(
        id=entry.id,
        base_version=entry.base_version,
        digest=entry.digest(),
        dispositif_id=service.id,
        mediator_ids=mediators,
        started_at=entry.started_at.astimezone(UTC),
        time_zone=service.time_zone,
        service_date=day,
        duration=entry.duration,
        register=entry.norm_register,
        historical_register=entry.historical_register or _historical(entry),
        temporality=entry.temporality,
        domain=domain,
        origin=entry.origin,
        topics=tuple(sorted(set(entry.topics))),
        place_kind=entry.place.kind,
        place_label=entry.place.label.strip(),
        address=entry.place.address.strip(),
        lon=entry.place.lon,
        lat=entry.place.lat,
        commune_id=spot.commune,
        qpv_id=spot.qpv,
        in_qpv=spot.in_qpv,
        place_method=spot.method,
        people=entry.people,
        publics=publics,
        outcome=entry.outcome,
        orientation=orientation,
        partner_id=entry.partner,
        funding_line_ids=lines,
        note=entry.note.strip(),
        round_id=entry.round,
    )


def _check_codes(entry: EntryIn, faults: Rejected) -> None:
    known_code("register", entry.norm_register, reference.registers(), faults)
    known_code("origin", entry.origin, reference.origins(), faults)
    known_code("outcome", entry.outcome, reference.outcomes(), faults)
    known_code("place.kind", entry.place.kind, reference.place_kinds(), faults)
    for topic in entry.topics:
        known_code("topics", topic, reference.topics(), faults)
    if entry.temporality:
        known_code("temporality", entry.temporality, reference.temporalities(), faults)
        if entry.norm_register != CONFLICT:
            faults.add("temporality", "La temporalité ne se renseigne que pour un conflit.")
    if entry.historical_register is None:
        return
    known_code(
        "historical_register", entry.historical_register, reference.historical_registers(), faults
    )
    historical = reference.historical_registers().by_code.get(entry.historical_register)
    if historical and historical.extra["register"] != entry.norm_register:
        faults.add(
            "historical_register",
            f"« {historical.label} » ne correspond pas au registre choisi de la norme.",
        )


def _historical(entry: EntryIn) -> str:
    """The corresponding older code: by temporality for conflicts, by topic for watch."""
    if entry.norm_register == CONFLICT:
        return "conflict_deferred" if entry.temporality == "deferred" else "conflict_real_time"
    if entry.norm_register == "watch":
        topics = reference.topics().by_code
        technical = any(
            topics[code].extra.get("technical") for code in entry.topics if code in topics
        )
        return "technical_watch" if technical else "social_watch"
    matching = (
        item.code
        for item in reference.historical_registers().codes
        if item.extra["register"] == entry.norm_register
    )
    return next(matching, "")


def _domain(entry: EntryIn, service: Service, faults: Rejected) -> str:
    if entry.domain is None:
        return service.domains[0]
    if entry.domain not in Domain.values:
        faults.add("domain", UNKNOWN_CODE.format(code=entry.domain, title="Domaines"))
    elif entry.domain not in service.domains:
        faults.add("domain", "Ce dispositif n'intervient pas dans ce domaine.")
    return entry.domain


def _publics(publics: PublicsIn, people: int, faults: Rejected) -> dict[str, Any]:
    """The marginals that are known, and the joint grid when there is one. Nobody is made up."""
    lists = {"sex": reference.sexes(), "age": reference.ages(), "status": reference.statuses()}
    for cell in publics.grid:
        for name, codes in lists.items():
            if (code := getattr(cell, name)) is not None:
                known_code(f"publics.{name}", code, codes, faults)
    kept: dict[str, Any] = {}
    for name, codes in lists.items():
        counts = publics.marginal(name)
        for code in counts:
            known_code(f"publics.{name}", code, codes, faults)
        if sum(counts.values()) > people:
            faults.add(
                f"publics.{name}",
                f"Le détail compte {sum(counts.values())} personnes pour {people} rencontrées.",
            )
        if known := {code: count for code, count in sorted(counts.items()) if count}:
            kept[name] = known
    if publics.grid:
        kept["grid"] = [cell.model_dump() for cell in publics.grid if cell.count]
    return kept


def _orientation(entry: EntryIn, references: References, faults: Rejected) -> str:
    if entry.orientation and entry.orientation not in PartnerCategory.values:
        faults.add(
            "orientation",
            UNKNOWN_CODE.format(code=entry.orientation, title="Catégories de partenaires"),
        )
    if entry.partner is None:
        return entry.orientation
    category = references.partners.get(entry.partner)
    if category is None:
        faults.add(
            "partner", "Ce partenaire ne figure pas dans le carnet d'adresses de la structure."
        )
        return entry.orientation
    return category


def _funding(
    entry: EntryIn, service: Service, day: date, where: Spot, faults: Rejected
) -> tuple[int, ...]:
    """The lines the entry names, else those of the dispositif that pay for that day and place.

    A line named may pay outside its communes: whoever logs knows for whom they went there.
    """
    in_qpv, commune = where.in_qpv, where.commune
    if entry.funding_lines is None:
        return tuple(line.id for line in service.lines if line.pays_for(day, in_qpv, commune))
    lines = {line.id: line for line in service.lines}
    for number in entry.funding_lines:
        line = lines.get(number)
        if line is None:
            faults.add("funding_lines", "Une des lignes de financement n'est pas de ce dispositif.")
        elif not line.runs_on(day):
            faults.add("funding_lines", "Une des lignes de financement ne court pas ce jour-là.")
        elif not line.allows(in_qpv):
            faults.add(
                "funding_lines",
                "Une des lignes ne finance que les quartiers prioritaires : ce lieu n'y est pas, "
                "ou n'est pas situé.",
            )
    return tuple(sorted(set(entry.funding_lines)))
