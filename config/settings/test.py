"""The suite: fast hashing, mail in memory, nothing written outside a temporary folder."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403

SECRET_KEY = "only-for-tests"
MASTER_KEYS = ["only-for-tests"]
DEMONSTRATION = True
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
JOURNAL_MARKS = Path(tempfile.gettempdir()) / "entremise-test-journal" / "marks.jsonl"
FACT_STORE = Path(tempfile.gettempdir()) / "entremise-test-store"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False

for _alias, _database in DATABASES.items():  # noqa: F405
    # The keys hold two tables: made as they are now, without ninety migrations that do nothing
    # there. The rows are made by their migrations, which are part of what is tested.
    _database["TEST"] = {"MIGRATE": _alias != "keys"}
    if not _database["ENGINE"].endswith("sqlite3"):
        _database.setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
