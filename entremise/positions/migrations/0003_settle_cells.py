"""Posts written before cells existed are given theirs."""

from typing import Any

from django.db import migrations

from entremise.positions.cells import settle_rows


def settle(apps: Any, schema_editor: Any) -> None:
    """Each post, by the rules of today: nothing else was ever written in these columns."""
    position, period, cell = (
        apps.get_model("positions", name) for name in ("Position", "PositionPeriod", "PositionCell")
    )
    settle_rows(position.objects.values_list("pk", flat=True), period, cell)


class Migration(migrations.Migration):
    dependencies = [("positions", "0002_counted_by_cell")]

    operations = [migrations.RunPython(settle, migrations.RunPython.noop, elidable=True)]
