"""A registry at volume, in the real region: structures by their commune, services with their
territory. Parts that measure the registry, the map or the jobs start from it."""

import random
import sys
from dataclasses import dataclass
from datetime import date
from time import perf_counter

from django.core.management import call_command
from django.db import transaction
from stdnum import luhn

from entremise.accounts.models import User
from entremise.core import clock
from entremise.structures.enums import ActorType, Domain, OperatorType, Portage, Role
from entremise.structures.models import Dispositif, Membership, Structure
from entremise.territories.models import Commune, Qpv, Region

REGION = "32"
SEED = 20_130_612
CHUNK = 5_000
# A structure in two runs a service, in one commune to four.
WITH_A_SERVICE = 0.5
KINDS = (
    ("Centre social", ActorType.ASSOCIATION, OperatorType.ASSOCIATION),
    ("Régie de quartier", ActorType.ASSOCIATION, OperatorType.PROVIDER),
    ("CCAS", ActorType.CCAS, OperatorType.LOCAL_AUTHORITY),
    ("Service de médiation", ActorType.COMMUNE, OperatorType.LOCAL_AUTHORITY),
    ("Office de l'habitat", ActorType.LANDLORD, OperatorType.LANDLORD),
    ("Groupement de médiation", ActorType.GIP, OperatorType.ASSEMBLER),
    ("Point d'accueil", ActorType.ASSOCIATION, OperatorType.ASSOCIATION),
)


@dataclass(frozen=True)
class Registry:
    """What was filled: who animates the region, who directs the first structure, its structures
    in the order of their numbers."""

    mission: Membership
    director: Membership
    structures: list[Structure]


def fill_registry(structures: int = 20_000) -> Registry:
    """So many structures of the region, unless they are there already. The territories are the
    official ones, loaded if need be; chance is the same each time."""
    begun = perf_counter()
    if not Commune.objects.filter(region=REGION).exists():
        call_command("load_territories", stdout=sys.stderr)
    with transaction.atomic():
        mission = _member("mission@example.org", "Mission régionale", Role.REGIONAL)
        own = mission.structure_id
        found = list(Structure.objects.exclude(pk=own).order_by("pk"))
        if not found:
            found = _structures(structures)
            _services(found)
            took = perf_counter() - begun
            print(f"  registre : {len(found)} structures, {took:.0f} s", file=sys.stderr)
        director = _member("direction@example.org", found[0].name, Role.DIRECTOR)
    return Registry(mission, director, found)


def _member(email: str, structure: str, role: Role) -> Membership:
    """Somebody of a structure, made once; of the region too when they animate it."""
    own, _ = Structure.objects.get_or_create(name=structure, defaults={"actor_type": ActorType.GIP})
    user, _ = User.objects.get_or_create(email=email, defaults={"name": f"Personne ({role})"})
    region = Region.objects.get(pk=REGION) if role == Role.REGIONAL else None
    member, _ = Membership.objects.get_or_create(
        user=user, structure=own, role=role,
        defaults={"region": region, "starts_on": date(2012, 1, 1)},
    )  # fmt: skip
    return member


def _structures(count: int) -> list[Structure]:
    """By the population of communes: cities have many, which resemble one another."""
    chance = random.Random(SEED)
    communes = list(Commune.objects.current().filter(region=REGION).order_by("pk"))
    weights = [max(commune.population or 0, 100) for commune in communes]
    rows = []
    for number, commune in enumerate(chance.choices(communes, weights, k=count)):
        words, actor, operator = chance.choice(KINDS)
        siren = _with_key(f"8{number:07}")
        rows.append(
            Structure(
                name=f"{words} de {commune.name} {number:05}",
                actor_type=actor,
                operator_type=operator,
                siren=siren,
                siret=_with_key(f"{siren}0001"),
                commune=commune,
                confirmed_on=date(2026, 1, 1 + number % 28) if number % 3 else None,
            )
        )
    return Structure.objects.bulk_create(rows, batch_size=CHUNK)


def _with_key(digits: str) -> str:
    return digits + str(luhn.calc_check_digit(digits))


def _services(structures: list[Structure]) -> None:
    """A dispositif for some, around the commune of the structure, and its QPV."""
    chance = random.Random(SEED + 1)
    around: dict[str | None, list[str]] = {}
    for code, epci in Commune.objects.filter(region=REGION).values_list("pk", "epci"):
        around.setdefault(epci, []).append(code)
    quarters: dict[str, list[str]] = {}
    for code, commune in Qpv.communes.through.objects.values_list("qpv", "commune"):
        quarters.setdefault(commune, []).append(code)
    opened = clock.today().year - 8
    rows = [
        Dispositif(
            structure=structure,
            name="Médiation de proximité",
            domains=chance.sample(Domain.values, chance.randint(1, 2)),
            portage=Portage.ASSOCIATION,
            opened_on=date(opened + chance.randrange(8), 1, 1),
        )
        for structure in structures
        if chance.random() < WITH_A_SERVICE
    ]
    made = Dispositif.objects.bulk_create(rows, batch_size=CHUNK)
    places, qpvs = [], []
    for service in made:
        commune = service.structure.commune
        assert commune is not None
        near = around[commune.epci_id]
        codes = {commune.pk, *chance.sample(near, min(len(near), chance.randrange(4)))}
        places += [Dispositif.communes.through(dispositif=service, commune_id=c) for c in codes]
        inside = [code for c in codes for code in quarters.get(c, ())]
        chosen = chance.sample(inside, min(len(inside), 2))
        qpvs += [Dispositif.qpvs.through(dispositif=service, qpv_id=q) for q in set(chosen)]
    Dispositif.communes.through.objects.bulk_create(places, batch_size=CHUNK)
    Dispositif.qpvs.through.objects.bulk_create(qpvs, batch_size=CHUNK)
