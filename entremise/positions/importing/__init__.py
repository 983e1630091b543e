"""What may be brought in as posts."""

from .adultes_relais import ADULTES_RELAIS

IMPORTERS = (ADULTES_RELAIS,)
