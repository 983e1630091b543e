"""The pages of the registry, one file per aggregate."""
