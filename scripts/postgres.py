"""Finds a PostgreSQL for the suite, or starts one for the time of the suite."""

import getpass
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

ROOT = Path(__file__).resolve().parent.parent
GIVEN = "ENTREMISE_TEST_DATABASE"
CLUSTERS = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin")


class NoPostgresError(Exception):
    """There is none, and none can be started. The message says why, in French."""


@contextmanager
def database() -> Iterator[str]:
    """The address of a database that the suite may create: given, local, or temporary."""
    given = os.environ.get(GIVEN)
    if given:
        yield given
    elif local := _local_server():
        yield local
    else:
        with _temporary_cluster() as temporary:
            yield temporary


def _name() -> str:
    """One name per working copy, so that two of them may be tested at once."""
    return "entremise_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def _local_server() -> str | None:
    """A server on the usual port that lets this machine's users create databases."""
    for user in ("postgres", getpass.getuser()):
        server = f"postgresql://{quote(user)}@127.0.0.1:5432/"
        try:
            with psycopg.connect(server + "postgres", connect_timeout=3) as connection:
                may = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                row = connection.execute(may).fetchone()
        except psycopg.OperationalError:
            continue
        if row and row[0]:
            return server + _name()
    return None


def _programs() -> Path:
    """The folder of initdb and pg_ctl, the most recent when there are several."""
    folders = [Path("/"), *(match for pattern in CLUSTERS for match in Path("/").glob(pattern[1:]))]
    found = [folder for folder in folders if (folder / "initdb").exists()]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    if not found:
        raise NoPostgresError(
            "aucun PostgreSQL : ni adresse dans ENTREMISE_TEST_DATABASE, ni serveur local qui"
            " nous ouvre, ni initdb pour en démarrer un (apt-get install postgresql)"
        )
    return max(found, key=lambda folder: [int(n) for n in folder.parts if n.isdigit()])


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: the unprivileged account to become, if one must."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgresError("PostgreSQL refuse de tourner sous root, et il n'y a pas d'autre compte")


@contextmanager
def _temporary_cluster() -> Iterator[str]:
    """A server of its own, on a private socket, without durability, gone afterwards."""
    programs, account = _programs(), _account()
    with tempfile.TemporaryDirectory(prefix="entremise-pg-") as folder:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = f"{folder}/data"
        _run([f"{programs}/initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync",
              "--encoding=UTF8", "--locale=C"], account)  # fmt: skip
        options = f"-k {folder} -h '' -c fsync=off -c full_page_writes=off"
        control = [f"{programs}/pg_ctl", "-D", data, "-s", "-w"]
        _run([*control, "-l", f"{folder}/log", "-o", options, "start"], account)
        try:
            yield f"postgresql://postgres@{quote(folder, safe='')}/{_name()}"
        finally:
            _run([*control, "-m", "immediate", "stop"], account)


def _run(command: list[str], account: pwd.struct_passwd | None) -> None:
    become = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
    done = subprocess.run(
        command,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **become,  # type: ignore[call-overload]
    )
    if done.returncode:
        raise NoPostgresError(f"{Path(command[0]).name} a échoué : {done.stderr.strip()[-300:]}")
