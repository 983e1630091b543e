"""An installation that serves people: every secret comes from the environment, or no start."""

from config.env import items, text

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = text("ENTREMISE_SECRET_KEY")
if len(SECRET_KEY) < 40:
    raise ValueError("ENTREMISE_SECRET_KEY doit compter au moins 40 caractères.")
# The newest first; the former ones stay listed as long as something was sealed under them.
MASTER_KEYS = text("ENTREMISE_MASTER_KEYS").split(",")
if min(map(len, MASTER_KEYS)) < 40:
    raise ValueError("ENTREMISE_MASTER_KEYS doit donner des clés d'au moins 40 caractères.")
if DATABASES["keys"] == DATABASES["default"] or not text("ENTREMISE_KEYS_DATABASE"):  # noqa: F405
    raise ValueError("ENTREMISE_KEYS_DATABASE doit nommer une autre base : sauvegardée à part.")
ALLOWED_HOSTS = items("ENTREMISE_HOSTS")
if not ALLOWED_HOSTS:
    raise ValueError("ENTREMISE_HOSTS doit nommer au moins un domaine.")

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # the browsers' preload list is the domain owner's call
# Who asks is told by the proxy in front: rate limits are by its word, not by its own address.
ALLAUTH_TRUSTED_PROXY_COUNT = int(text("ENTREMISE_PROXIES", "1"))
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
STORAGES["staticfiles"]["BACKEND"] = "entremise.ui.storage.HashedFiles"  # noqa: F405
