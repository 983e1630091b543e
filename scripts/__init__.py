"""Tools around the project: set-up, checks, fixes. The Makefile calls them."""
