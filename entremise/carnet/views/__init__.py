"""Pages of the carnet, one file per theme."""
