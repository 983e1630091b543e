"""Migrations are named, in one line, and can be undone."""

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

from tests.architecture.sources import PACKAGE, named

LOADER = MigrationLoader(None)
OURS = {
    key: migration
    for key, migration in LOADER.disk_migrations.items()
    if type(migration).__module__.startswith("entremise.")
}


def test_they_are_named_and_never_merged() -> None:
    assert [key for key in OURS if "_auto_" in key[1] or "merge" in key[1]] == []


def test_they_follow_one_another() -> None:
    forks = {app: LOADER.graph.leaf_nodes(app) for app, _ in OURS}
    assert [leaves for leaves in forks.values() if len(leaves) > 1] == []


def test_data_and_hand_written_sql_can_be_undone() -> None:
    found = [
        f"{key} : {operation}"
        for key, migration in OURS.items()
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert found == []


def test_data_moves_alone_and_can_be_forgotten() -> None:
    moving = {
        key: migration.operations
        for key, migration in OURS.items()
        if any(isinstance(operation, RunPython) for operation in migration.operations)
    }
    kinds = {key: {type(one) for one in operations} for key, operations in moving.items()}
    assert [key for key in moving if kinds[key] != {RunPython}] == []
    assert [key for key, all_ in moving.items() if not all(one.elidable for one in all_)] == []


def test_they_import_no_model() -> None:
    files = PACKAGE.glob("*/migrations/*.py")
    found = [named(path) for path in files if ".models import" in path.read_text()]
    assert found == [], "un modèle d'aujourd'hui n'existera plus demain : apps.get_model"
