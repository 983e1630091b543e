"""Writes the pack into the database. Run twice, it adds only what is missing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.db.models import Q

from entremise.accounts.models import User
from entremise.journal.actions import line, record_many
from entremise.journal.models import JournalLine
from entremise.structures.actor import VISITOR
from entremise.structures.models import (
    Contact,
    Dispositif,
    FundingLine,
    Membership,
    Partner,
    Structure,
)
from entremise.territories.fictitious import Sketch, draw_perimeters
from entremise.territories.models import Commune, ContratVille, Epci, Qpv

from .pack import MemberRow, Pack

M = TypeVar("M", bound=models.Model)


class Loader:
    """Keeps what the pack says, and remembers what it added for the journal."""

    def __init__(self, pack: Pack, today: date):
        self.pack, self.today = pack, today
        self.structures: dict[str, Structure] = {}
        self.dispositifs: dict[str, Dispositif] = {}
        self.added: list[JournalLine] = []

    def keep(self, model: type[M], defaults: dict[str, Any], **known_by: Any) -> tuple[M, bool]:
        """The row known by these values, made with the defaults when it is missing."""
        found, created = model._default_manager.get_or_create(defaults=defaults, **known_by)
        if created:
            self.added.append(line(by=VISITOR, verb="demo.loaded", subject=found))
        return found, created

    def keep_structures(self) -> None:
        """The organisations, known by their names."""
        for row in self.pack.structures:
            self.structures[row.key], _ = self.keep(
                Structure,
                {
                    "short_name": row.short_name,
                    "actor_type": row.actor_type,
                    "operator_type": row.operator_type,
                    "commune_id": row.commune or None,
                    "siren": row.siren,
                    "siret": row.siret or None,
                    "source": row.source,
                    "registered_on": date(self.today.year - 1, 1, 1),
                    "confirmed_on": self._ago(row.confirmed),
                },
                name=row.name,
            )

    def keep_dispositifs(self) -> None:
        """The services and the territory they serve, as far as its perimeters are known."""
        codes = {code for row in self.pack.dispositifs for code in row.qpvs}
        perimeters = {**draw_perimeters(_sketches(self.pack)), **Qpv.objects.in_bulk(codes)}
        contrats = ContratVille.objects.in_bulk(
            [row.contrat_ville for row in self.pack.dispositifs]
        )
        for row in self.pack.dispositifs:
            service, created = self.keep(
                Dispositif,
                {
                    "domains": list(row.domains),
                    "portage": row.portage,
                    "opened_on": row.opened_on,
                    "registers": list(row.registers),
                    "publics": list(row.publics),
                    "opening_hours": row.hours,
                    "summary": row.summary,
                    "address": row.address,
                    "lon": row.lon,
                    "lat": row.lat,
                    "contrat_ville": contrats.get(row.contrat_ville),
                    "confirmed_on": self._ago(row.confirmed),
                },
                structure=self.structures[row.structure],
                name=row.name,
            )
            if created:
                within = Q(code__in=row.communes) | Q(epci__in=row.epcis, successor=None)
                service.communes.set(Commune.objects.filter(within))
                service.epcis.set(Epci.objects.filter(pk__in=row.epcis))
            service.qpvs.add(*(perimeters[code] for code in row.qpvs if code in perimeters))
            self.dispositifs[row.key] = service

    def keep_contacts(self) -> None:
        """How to reach them, by functions."""
        for row in self.pack.contacts:
            self.keep(
                Contact,
                {"email": row.email, "phone": row.phone, "published": row.published},
                structure=self.structures[row.structure],
                dispositif=self.dispositifs[row.dispositif] if row.dispositif else None,
                function=row.function,
            )

    def _ago(self, days: int | None) -> date | None:
        return None if days is None else self.today - timedelta(days=days)

    def keep_lines(self) -> None:
        """What funders pay for, a line a calendar year."""
        for row in self.pack.lines:
            year = self.today.year + row.year
            made, created = self.keep(
                FundingLine,
                {
                    "starts_on": date(year, 1, 1),
                    "ends_on": date(year, 12, 31),
                    "amount": row.amount,
                    "scope": row.scope,
                },
                dispositif=self.dispositifs[row.dispositif],
                funder=self.structures[row.funder],
                label=row.title(self.today.year),
            )
            if created:
                made.communes.set(Commune.objects.filter(code__in=row.communes))

    def keep_partners(self) -> None:
        """The address books."""
        for row in self.pack.partners:
            organisation = self.structures[row.organisation] if row.organisation else None
            self.keep(
                Partner,
                {"category": row.category, "organisation": organisation},
                structure=self.structures[row.structure],
                name=row.name,
            )

    def keep_members(self, password: str) -> None:
        """The accounts, all with this password, and the roles they hold."""
        encoded = make_password(password)
        for row in self.pack.members:
            user, _ = self.keep(User, {"name": row.name, "password": encoded}, email=row.email)
            self._keep_membership(row, user)
        emails = [row.email for row in self.pack.members]
        User.objects.filter(email__in=emails).update(password=encoded)

    def _keep_membership(self, row: MemberRow, user: User) -> None:
        membership, created = self.keep(
            Membership,
            {"region_id": row.region or None, "starts_on": row.starts_on},
            user=user,
            structure=self.structures[row.structure],
            role=row.role,
        )
        if created:
            membership.dispositifs.set(self.dispositifs[key] for key in row.dispositifs)


@transaction.atomic
def load(pack: Pack, *, today: date, password: str) -> int:
    """Keep the whole pack; returns how many rows were added. The codes must be loaded before.

    Raises ValueError when a commune of the pack is unknown.
    """
    _place_communes(pack)
    loader = Loader(pack, today)
    loader.keep_structures()
    loader.keep_dispositifs()
    loader.keep_contacts()
    loader.keep_lines()
    loader.keep_partners()
    loader.keep_members(password)
    record_many(loader.added)
    return len(loader.added)


def _place_communes(pack: Pack) -> None:
    """Give their centre to the communes that have none."""
    known = Commune.objects.in_bulk([row.code for row in pack.communes])
    _require(known, (row.code for row in pack.communes))
    bare = []
    for row in pack.communes:
        commune = known[row.code]
        if commune.lon is None:
            commune.lon, commune.lat = row.lon, row.lat
            bare.append(commune)
    Commune.objects.bulk_update(bare, ["lon", "lat"])


def _sketches(pack: Pack) -> list[Sketch]:
    """The perimeters to draw where no official one is known: around the places of the teams."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for place in pack.places:
        if place.qpv and place.lon is not None and place.lat is not None:
            points[place.qpv].append((place.lon, place.lat))
    return [
        Sketch(row.qpv, row.name, row.commune, tuple(points[row.qpv]), row.around)
        for row in pack.perimeters
    ]


def _require(known: dict[str, Commune], codes: Iterable[str]) -> None:
    if missing := sorted(set(codes) - set(known)):
        raise ValueError(f"Communes inconnues : {', '.join(missing)}. Chargez les codes d'abord.")
