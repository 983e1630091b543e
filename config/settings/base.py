"""What every installation shares. Each concern has its own small file beside this one."""

from config.env import ROOT, folder, text

from .database import *  # noqa: F403
from .figures import *  # noqa: F403
from .files import *  # noqa: F403
from .keys import *  # noqa: F403
from .mail import *  # noqa: F403
from .public import *  # noqa: F403
from .retention import *  # noqa: F403
from .security import *  # noqa: F403
from .signin import *  # noqa: F403
from .tasks import *  # noqa: F403
from .territories import *  # noqa: F403

VAR = folder("ENTREMISE_VAR", ROOT / "var")

INSTALLED_APPS = [
    # Ours first: our templates replace those of the packages.
    "entremise.core",
    "entremise.ui",
    "entremise.accounts",
    "entremise.territories",
    "entremise.journal",
    "entremise.vault",
    "entremise.structures",
    "entremise.positions",
    "entremise.support",
    "entremise.imports",
    "entremise.atlas",
    "entremise.cases",
    "entremise.alerts",
    "entremise.activities",
    "entremise.carnet",
    "entremise.indicators",
    "entremise.reports",
    "entremise.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "entremise.structures.middleware.ActorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "entremise.ui.renderer.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["entremise.ui.loader.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "entremise.ui.context.shell",
            ],
            "builtins": ["django.templatetags.static", "entremise.ui.templatetags.ui"],
        },
    }
]

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
# Numbers are written by typography.figure; a separator put everywhere would split years and keys.
USE_THOUSAND_SEPARATOR = False

PUBLIC_ADDRESS = text("ENTREMISE_PUBLIC_ADDRESS", "http://127.0.0.1:8000")

# Nobody real is served here: the accounts and the data of the demonstration may be loaded.
DEMONSTRATION = False
