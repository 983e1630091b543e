"""Settings say what is wrong, and production does not start without its secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "ENTREMISE_SECRET_KEY": "clé-d-essai-assez-longue-et-assez-variée-pour-servir-0123456789",
    "ENTREMISE_MASTER_KEYS": "clé-maîtresse-d-essai-assez-longue-et-assez-variée-0123456789",
    "ENTREMISE_DATABASE": "postgresql://entremise@db.example/entremise",
    "ENTREMISE_KEYS_DATABASE": "postgresql://entremise@keys.example/keys",
    "ENTREMISE_HOSTS": "entremise.example",
}


def _check(tmp_path: Path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy` with production's settings, `changes` replacing variables."""
    given = {"PATH": os.environ["PATH"], "ENTREMISE_VAR": str(tmp_path), **PRODUCTION, **changes}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={name: value for name, value in given.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_checks(tmp_path: Path) -> None:
    done = _check(tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ENTREMISE_SECRET_KEY": None}, "ENTREMISE_SECRET_KEY est obligatoire"),
        ({"ENTREMISE_SECRET_KEY": "courte"}, "au moins 40 caractères"),
        ({"ENTREMISE_MASTER_KEYS": None}, "ENTREMISE_MASTER_KEYS est obligatoire"),
        ({"ENTREMISE_MASTER_KEYS": "clé" * 20 + ",courte"}, "au moins 40 caractères"),
        ({"ENTREMISE_KEYS_DATABASE": None}, "ENTREMISE_KEYS_DATABASE est obligatoire"),
        ({"ENTREMISE_KEYS_DATABASE": PRODUCTION["ENTREMISE_DATABASE"]}, "une autre base"),
        ({"ENTREMISE_HOSTS": None}, "au moins un domaine"),
        ({"ENTREMISE_HOSTS": ""}, "au moins un domaine"),
        ({"ENTREMISE_SMALL_COUNT": "2"}, "sous 3"),
    ],
    ids=[
        "no key",
        "short key",
        "no master",
        "short master",
        "no keys",
        "same base",
        "no host",
        "empty host",
        "small count",
    ],
)
def test_production_refuses_to_start(
    tmp_path: Path, changes: dict[str, str | None], said: str
) -> None:
    done = _check(tmp_path, **changes)
    assert done.returncode != 0
    assert said in done.stderr


@pytest.mark.parametrize(
    ("read", "value"), [(env.flag, "peut-être"), (env.number, "douze")], ids=["flag", "number"]
)
def test_a_malformed_variable_is_quoted(read, value: str, monkeypatch) -> None:
    monkeypatch.setenv("ENTREMISE_ESSAI", value)
    with pytest.raises(ImproperlyConfigured, match=value):
        read("ENTREMISE_ESSAI", 0)


def test_a_secret_is_made_once_and_kept_for_its_owner_only(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("ENTREMISE_ESSAI", raising=False)
    secret = env.kept_secret("ENTREMISE_ESSAI", tmp_path)
    assert len(secret) >= 40
    assert env.kept_secret("ENTREMISE_ESSAI", tmp_path) == secret
    assert (tmp_path / "entremise_essai").stat().st_mode & 0o777 == 0o600
