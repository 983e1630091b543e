"""The registry: who does mediation, where, on whose money, and who belongs where."""

from .dispositif import Dispositif, FundingLine, validate_domains
from .people import AccessToken, Membership, Partner
from .structure import (
    Contact,
    DistinctStructures,
    Structure,
    StructureMerge,
    validate_networks,
)

__all__ = [
    "AccessToken",
    "Contact",
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
