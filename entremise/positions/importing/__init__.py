"""What may be brought in as posts."""

from .adultes_relais import ADULTES_RELAIS
from .posts import POSTS

IMPORTERS = (POSTS, ADULTES_RELAIS)
