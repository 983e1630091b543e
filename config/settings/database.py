"""Rows: SQLite when nothing is installed, PostgreSQL when ENTREMISE_DATABASE names one."""

import dj_database_url

from config.env import ROOT, folder, text

_var = folder("ENTREMISE_VAR", ROOT / "var")
_address = text("ENTREMISE_DATABASE", f"sqlite:///{_var}/entremise.sqlite3")

# The keys of what names people, apart from it: neither on the same disk nor in the same backups.
_keys = text("ENTREMISE_KEYS_DATABASE", f"sqlite:///{_var}/keys.sqlite3")

DATABASES = {
    alias: dj_database_url.parse(address, conn_max_age=60, conn_health_checks=True)
    for alias, address in (("default", _address), ("keys", _keys))
}
DATABASE_ROUTERS = ["entremise.vault.router.KeysApart"]

for _alias, _database in DATABASES.items():
    if not _database["ENGINE"].endswith("sqlite3"):
        continue
    _var.mkdir(parents=True, exist_ok=True)
    # WAL lets readers work while one writer writes; IMMEDIATE makes a writer wait its turn at
    # BEGIN instead of failing in the middle of a transaction.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
            # A key that was destroyed is not left in a free page.
            f"PRAGMA secure_delete={'ON' if _alias == 'keys' else 'OFF'};"
        ),
    }
