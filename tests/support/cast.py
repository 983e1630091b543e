"""The standing cast: always the same people, so that every page meets the same outsiders.

    structure     Citéo, two dispositifs: `dispositif` (funded by `funder`) and `other_dispositif`
                  (funded by `other_funder`)
    neighbour     the AGDM, one dispositif in the same town, funded by `other_funder`
    far           a dispositif in another region, that nobody of the cast works for

Nobody has an invented name: people are roles and numbers.
"""

from dataclasses import dataclass

from entremise.structures.actor import VISITOR, Actor, actor_of
from entremise.structures.enums import ActorType, Role
from entremise.structures.models import Dispositif, FundingLine, Membership, Structure
from tests.accounts.factories import make_user
from tests.structures.factories import (
    make_dispositif,
    make_funder,
    make_funding_line,
    make_membership,
    make_structure,
)
from tests.territories.factories import make_commune, make_region


@dataclass(frozen=True)
class Person:
    """Somebody in the role they hold; a visitor has no membership."""

    membership: Membership | None = None

    @property
    def actor(self) -> Actor:
        """What policies see."""
        return actor_of(self.membership) if self.membership else VISITOR


@dataclass(frozen=True)
class Cast:
    """The people and the organisations they come from."""

    structure: Structure
    dispositif: Dispositif
    other_dispositif: Dispositif
    neighbour: Structure
    neighbour_dispositif: Dispositif
    far_dispositif: Dispositif
    funder: Structure
    other_funder: Structure
    funding_line: FundingLine
    other_funding_line: FundingLine
    neighbour_funding_line: FundingLine

    mediator: Person
    coordinator: Person
    director: Person
    neighbour_mediator: Person
    neighbour_director: Person
    partner: Person
    other_partner: Person
    regional: Person
    steering: Person
    admin: Person
    dpo: Person
    neighbour_dpo: Person
    visitor: Person

    def of(self, role: Role) -> Person:
        """The member of the cast who plays this role at home."""
        person: Person = getattr(self, role.value)
        return person


def _person(role: Role, structure: Structure, name: str, *teams: Dispositif) -> Person:
    return Person(make_membership(role, structure, teams, user=make_user(name)))


def _far_dispositif() -> Dispositif:
    south = make_region("93", "Provence-Alpes-Côte d'Azur")
    dispositif = make_dispositif(make_structure("Métropole Aix-Marseille-Provence"))
    dispositif.communes.set([make_commune("13055", "Marseille", departement=None, region=south)])
    make_funding_line(dispositif)
    return dispositif


def make_cast() -> Cast:
    """Write the cast into the database."""
    home = make_structure("Citéo")
    service, second = make_dispositif(home, name="Moulins"), make_dispositif(home, name="Métro")
    away = make_structure("Association de gestion du dispositif de médiation", short_name="AGDM")
    away_service = make_dispositif(away, name="Correspondants de nuit")
    payer, other_payer = make_funder("Ville de Lille"), make_funder("Ville de Roubaix")
    mission = make_structure("Mission régionale médiation sociale", operator_type="")
    prefecture = make_structure(
        "Préfecture de région", actor_type=ActorType.STATE, operator_type=""
    )
    return Cast(
        structure=home,
        dispositif=service,
        other_dispositif=second,
        neighbour=away,
        neighbour_dispositif=away_service,
        far_dispositif=_far_dispositif(),
        funder=payer,
        other_funder=other_payer,
        funding_line=make_funding_line(service, payer),
        other_funding_line=make_funding_line(second, other_payer),
        neighbour_funding_line=make_funding_line(away_service, other_payer),
        mediator=_person(Role.MEDIATOR, home, "Médiateur 012", service),
        coordinator=_person(Role.COORDINATOR, home, "Coordination 01", service),
        director=_person(Role.DIRECTOR, home, "Direction de Citéo"),
        neighbour_mediator=_person(Role.MEDIATOR, away, "Médiateur 101", away_service),
        neighbour_director=_person(Role.DIRECTOR, away, "Direction de l'AGDM"),
        partner=_person(Role.PARTNER, payer, "Politique de la ville, Lille"),
        other_partner=_person(Role.PARTNER, other_payer, "Politique de la ville, Roubaix"),
        regional=_person(Role.REGIONAL, mission, "Animation régionale"),
        steering=_person(Role.STEERING, prefecture, "Comité de pilotage"),
        admin=_person(Role.ADMIN, mission, "Administration technique"),
        dpo=_person(Role.DPO, home, "Protection des données, Citéo"),
        neighbour_dpo=_person(Role.DPO, away, "Protection des données, AGDM"),
        visitor=Person(),
    )
