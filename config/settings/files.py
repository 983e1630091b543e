"""Static files and documents."""

from config.env import ROOT, folder

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

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
