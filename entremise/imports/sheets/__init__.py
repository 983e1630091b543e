"""Tables of others, made into rows of words: CSV, XLSX and ODS, known by what they hold."""

from .opened import Opened, open_table
from .received import TableFile, clean_table

__all__ = ["Opened", "TableFile", "clean_table", "open_table"]
