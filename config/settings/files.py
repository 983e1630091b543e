"""Static files and documents."""

from typing import Any

from config.env import ROOT, folder, number

_var = folder("ENTREMISE_VAR", ROOT / "var")

STATIC_URL = "/static/"
STATIC_ROOT = _var / "static"
STATICFILES_DIRS = [ROOT / "static"]
FRONTEND = ROOT / "frontend"
STATICFILES_FINDERS = [
    "entremise.ui.finders.FrontendFiles",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
# Filled by `manage.py vendor` from node_modules: fonts, icons, Bootstrap.
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
FONTS = VENDOR / "fonts" / "ttf"
MEDIA_ROOT = _var / "files"

# What a request may bring in files, in all. They are held in memory until they are sealed.
UPLOAD_BYTES = number("ENTREMISE_UPLOAD_MB", 20) * 1_000_000
FILE_UPLOAD_HANDLERS = ["entremise.vault.reception.InMemory"]
DATA_UPLOAD_MAX_NUMBER_FILES = 10

STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # In MEDIA_ROOT too, below `sealed/`: what is there opens only with the database of keys.
    "sealed": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
