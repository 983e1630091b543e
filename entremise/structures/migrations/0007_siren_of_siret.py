from typing import Any

from django.db import migrations
from django.db.models.functions import Substr


def fill_siren(apps: Any, schema_editor: Any) -> None:
    """The SIREN of a SIRET is known."""
    structures = apps.get_model("structures", "Structure").objects.exclude(siret=None)
    structures.update(siren=Substr("siret", 1, 9))


class Migration(migrations.Migration):
    dependencies = [("structures", "0006_registry_sheet")]

    operations = [
        migrations.RunPython(fill_siren, migrations.RunPython.noop, elidable=True),
    ]
