"""What the registry takes from files: structures, dispositifs."""

from .dispositifs import DISPOSITIFS
from .registry import STRUCTURES

IMPORTERS = (STRUCTURES, DISPOSITIFS)
