"""One machine, nothing to configure: development and the demonstration."""

from config.env import flag, items, kept_secret, text

from .base import *  # noqa: F403

DEMONSTRATION = True
DEBUG = flag("ENTREMISE_DEBUG", False)
SECRET_KEY = kept_secret("ENTREMISE_SECRET_KEY", VAR / "secrets")  # noqa: F405
MASTER_KEYS = kept_secret("ENTREMISE_MASTER_KEYS", VAR / "secrets").split(",")  # noqa: F405
ALLOWED_HOSTS = items("ENTREMISE_HOSTS", "127.0.0.1,localhost,[::1]")
PUBLIC_CONTACT = text("ENTREMISE_PUBLIC_CONTACT", "donnees@entremise.example.org")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
