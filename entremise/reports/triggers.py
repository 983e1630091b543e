"""The rule « a sealed report never changes », held by the database itself."""

from typing import Any

from django.db import router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

# SQLite holds updates only: emptying the tables between two tests deletes rows there one by one,
# whereas PostgreSQL truncates, which row triggers do not see.
FORWARDS = {
    "sqlite": (
        """CREATE TRIGGER sealed_report_never_changes BEFORE UPDATE ON reports_report
           WHEN OLD.status = 'sealed'
           BEGIN SELECT RAISE(ABORT, 'a sealed report never changes'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION sealed_report_never_changes() RETURNS trigger AS $$
           BEGIN RAISE EXCEPTION 'a sealed report never changes' USING ERRCODE = '23514'; END
           $$ LANGUAGE plpgsql""",
        """CREATE TRIGGER sealed_report_never_changes BEFORE UPDATE OR DELETE ON reports_report
           FOR EACH ROW WHEN (OLD.status = 'sealed')
           EXECUTE FUNCTION sealed_report_never_changes()""",
    ),
}
BACKWARDS = {
    "sqlite": ("DROP TRIGGER sealed_report_never_changes",),
    "postgresql": (
        "DROP TRIGGER sealed_report_never_changes ON reports_report",
        "DROP FUNCTION sealed_report_never_changes()",
    ),
}


class ProtectSealedReports(Operation):
    """Create the trigger.

    SQLite rebuilds a table to alter it, and loses its triggers: a migration that alters `Report`
    must end with this operation again (a test fails otherwise).
    """

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        self._run(app_label, schema_editor, FORWARDS)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        self._run(app_label, schema_editor, BACKWARDS)

    def _run(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        statements: dict[str, tuple[str, ...]],
    ) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            for statement in statements[schema_editor.connection.vendor]:
                schema_editor.execute(statement)

    def describe(self) -> str:
        return "A sealed report never changes"
