"""Writes of the reference geography: codes from the package; points, QPV, contours from files."""

from .codes import load_codes
from .geodata import load_geodata
from .sources import Loaded

__all__ = ["Loaded", "load_codes", "load_geodata"]
