"""The registry: who does mediation, where, on whose money, and who belongs where."""

from .contact import Contact, ContactPerson
from .dispositif import Dispositif, FundingLine, validate_domains
from .people import AccessToken, Membership, Partner
from .structure import DistinctStructures, Structure, StructureMerge, validate_networks

__all__ = [
    "AccessToken",
    "Contact",
    "ContactPerson",
    "DistinctStructures",
    "Dispositif",
    "FundingLine",
    "Membership",
    "Partner",
    "Structure",
    "StructureMerge",
    "validate_domains",
    "validate_networks",
]
