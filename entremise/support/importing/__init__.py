"""What the regional mission brings in from its own tables."""

from .meetings import MEETINGS

IMPORTERS = [MEETINGS]
