"""Rows: SQLite when nothing is installed, PostgreSQL when ENTREMISE_DATABASE names one."""

import dj_database_url

from config.env import ROOT, folder, text

_var = folder("ENTREMISE_VAR", ROOT / "var")
_address = text("ENTREMISE_DATABASE", f"sqlite:///{_var}/entremise.sqlite3")

DATABASES = {"default": dj_database_url.parse(_address, conn_max_age=60, conn_health_checks=True)}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _var.mkdir(parents=True, exist_ok=True)
    # WAL lets readers work while one writer writes; IMMEDIATE makes a writer wait its turn at
    # BEGIN instead of failing in the middle of a transaction.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
        ),
    }
