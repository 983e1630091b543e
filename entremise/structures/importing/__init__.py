"""What the registry takes from files: structures, dispositifs."""

from .directory import DIRECTORY
from .directory_services import SERVICES
from .dispositifs import DISPOSITIFS
from .registry import STRUCTURES

IMPORTERS = (STRUCTURES, DISPOSITIFS, DIRECTORY, SERVICES)
