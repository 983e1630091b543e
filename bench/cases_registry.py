"""The structures that follow the cases of the bench: one large, of five teams; the others small."""

from dataclasses import dataclass
from datetime import date

from entremise.accounts.models import User
from entremise.core import clock
from entremise.structures.enums import ActorType, Domain, OperatorType, Portage, Role
from entremise.structures.models import Dispositif, Membership, Structure
from entremise.territories.models import Commune

STRUCTURES = 400
TEAMS, TEAM = 5, 8
SMALL_TEAM = 3


@dataclass(frozen=True)
class Service:
    """A structure, who coordinates its teams, and the mediators of each."""

    structure: Structure
    coordinator: Membership
    teams: dict[int, list[Membership]]


def make_services() -> list[Service]:
    """Make them, the large one first; each has a director as well."""
    commune, _ = Commune.objects.get_or_create(
        code="59350", defaults={"name": "Lille", "search_name": "lille"}
    )
    large = _make(0, commune, TEAMS, TEAM)
    return [large, *(_make(n, commune, 1, SMALL_TEAM) for n in range(1, STRUCTURES))]


def _make(number: int, commune: Commune, teams: int, mediators: int) -> Service:
    structure = Structure.objects.create(
        name=f"Structure {number:03}",
        actor_type=ActorType.ASSOCIATION,
        operator_type=OperatorType.ASSOCIATION,
    )
    opened = date(clock.today().year - 6, 1, 1)
    services = [
        Dispositif.objects.create(
            structure=structure, name=f"Équipe {n + 1}", domains=[Domain.PUBLIC_SPACE],
            portage=Portage.ASSOCIATION, opened_on=opened,
        )
        for n in range(teams)
    ]  # fmt: skip
    people = 0

    def member(role: Role, own: list[Dispositif]) -> Membership:
        nonlocal people
        people += 1
        user = User.objects.create(
            email=f"m{number}-{people}@example.org", name=f"Personne {number:03}-{people:02}"
        )
        made = Membership.objects.create(
            user=user, structure=structure, role=role, starts_on=opened
        )
        made.dispositifs.set(own)
        return made

    for dispositif in services:
        dispositif.communes.add(commune)
    member(Role.DIRECTOR, [])
    return Service(
        structure,
        member(Role.COORDINATOR, services),
        {one.pk: [member(Role.MEDIATOR, [one]) for _ in range(mediators)] for one in services},
    )
