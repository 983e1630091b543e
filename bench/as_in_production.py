"""The settings of a measure that a browser makes: static files hashed and compressed, once."""

from config.settings.dev import *  # noqa: F403

STORAGES["staticfiles"]["BACKEND"] = "entremise.ui.storage.HashedFiles"  # noqa: F405
WHITENOISE_USE_FINDERS = False
