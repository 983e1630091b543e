"""The forms of the registry, one file per aggregate. They translate; actions decide."""
