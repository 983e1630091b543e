"""Structures, their dispositifs, who pays for them and who works there."""

import hashlib
from collections.abc import Iterable
from datetime import date
from itertools import count

from django.utils import timezone

from entremise.accounts.models import User
from entremise.structures.actions.persons import region_of
from entremise.structures.enums import ActorType, Domain, OperatorType, Portage, Role
from entremise.structures.models import (
    AccessToken,
    Contact,
    ContactPerson,
    Dispositif,
    FundingLine,
    Membership,
    Partner,
    Structure,
)
from entremise.territories.models import Commune
from entremise.vault.keys import new_keys
from tests.accounts.factories import make_user
from tests.territories.factories import make_commune, make_region

_numbers = count(1)
YEAR = timezone.localdate().year


def make_structure(name: str = "", **fields: object) -> Structure:
    """An association that employs mediators, unless fields say otherwise."""
    defaults = {"actor_type": ActorType.ASSOCIATION, "operator_type": OperatorType.ASSOCIATION}
    return Structure.objects.create(
        name=name or f"Structure {next(_numbers)}", **{**defaults, **fields}
    )


def make_funder(name: str = "", **fields: object) -> Structure:
    """A commune that pays and employs no mediator."""
    return make_structure(name, **{"actor_type": ActorType.COMMUNE, "operator_type": "", **fields})


def make_dispositif(structure: Structure | None = None, **fields: object) -> Dispositif:
    """A dispositif in Lille, open since two years."""
    defaults = {
        "name": f"Dispositif {next(_numbers)}",
        "domains": [Domain.PUBLIC_SPACE],
        "portage": Portage.ASSOCIATION,
        "opened_on": date(YEAR - 2, 1, 1),
    }
    dispositif = Dispositif.objects.create(
        structure=structure or make_structure(), **{**defaults, **fields}
    )
    dispositif.communes.add(make_commune())
    return dispositif


def make_funding_line(
    dispositif: Dispositif,
    funder: Structure | None = None,
    communes: Iterable[Commune] = (),
    **fields: object,
) -> FundingLine:
    """What a funder pays for, from last year to the end of this one; in these communes only."""
    defaults = {
        "label": f"Convention {next(_numbers)}",
        "starts_on": date(YEAR - 1, 1, 1),
        "ends_on": date(YEAR, 12, 31),
    }
    line = FundingLine.objects.create(
        dispositif=dispositif, funder=funder or make_funder(), **{**defaults, **fields}
    )
    line.communes.set(communes)
    return line


def make_membership(
    role: Role,
    structure: Structure | None = None,
    teams: Iterable[Dispositif] = (),
    user: User | None = None,
    **fields: object,
) -> Membership:
    """Somebody's role in a structure since last year; regional roles follow Hauts-de-France."""
    regional = role in {Role.REGIONAL, Role.STEERING}
    defaults = {"starts_on": date(YEAR - 1, 1, 1), "region": make_region() if regional else None}
    membership = Membership.objects.create(
        user=user or make_user(),
        structure=structure or make_structure(),
        role=role,
        **{**defaults, **fields},
    )
    membership.dispositifs.set(teams)
    return membership


def make_partner(structure: Structure, name: str = "", **fields: object) -> Partner:
    """An entry of a structure's address book."""
    return Partner.objects.create(
        structure=structure,
        name=name or f"Partenaire {next(_numbers)}",
        **{"category": "social", **fields},
    )


def make_person(contact: Contact, name: str = "", **fields: object) -> ContactPerson:
    """Whoever holds the function of a contact, noted today for a year to be convened to meetings;
    called by a number."""
    today = timezone.localdate()
    person = ContactPerson(
        contact=contact,
        **{
            "purpose": "meetings",
            "region": region_of(contact.structure),
            "informed_on": today,
            "informed_how": "oral",
            "confirmed_on": today,
            "kept_until": today.replace(year=today.year + 1, day=min(today.day, 28)),
            **fields,
        },
    )
    (key,) = new_keys(contact.structure_id, 1)
    person.seal(key, name=name or f"Direction {next(_numbers)}", phone="0611223344")
    person.save(force_insert=True)
    return person


def make_token(membership: Membership, secret: str = "jeton-d-essai") -> AccessToken:
    """The token whose secret is given."""
    return AccessToken.objects.create(
        membership=membership,
        label="Téléphone d'essai",
        fingerprint=hashlib.sha256(secret.encode()).hexdigest(),
    )
