"""One machine, nothing to configure: development and the demonstration."""

from config.env import ROOT, flag, folder, items, kept_secret

from .base import *  # noqa: F403

DEMONSTRATION = True
DEBUG = flag("ENTREMISE_DEBUG", False)
SECRET_KEY = kept_secret("ENTREMISE_SECRET_KEY", folder("ENTREMISE_VAR", ROOT / "var") / "secrets")
ALLOWED_HOSTS = items("ENTREMISE_HOSTS", "127.0.0.1,localhost,[::1]")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
