"""Lines written before there were seals are sealed in the order they came."""

from itertools import groupby
from typing import Any

from django.db import migrations, models

from entremise.core.keys import keys_for
from entremise.journal.chain import PLATFORM, PURPOSE, seal_of

AT_ONCE = 2000


def seal_what_stands(apps: Any, schema_editor: Any) -> None:
    key = keys_for(PURPOSE)[0]
    lines, heads = (apps.get_model("journal", name) for name in ("JournalLine", "JournalHead"))
    written: list[Any] = []

    def write() -> None:
        lines.objects.bulk_update(written, ["chain", "place", "seal"])
        written.clear()

    ordered = lines.objects.order_by(models.functions.Coalesce("structure_id", PLATFORM), "id")
    for chain, own in groupby(
        ordered.iterator(chunk_size=AT_ONCE), key=lambda line: line.structure_id or PLATFORM
    ):
        place, seal = 0, ""
        for line in own:
            place += 1
            line.chain, line.place = chain, place
            line.seal = seal = seal_of(line, seal, key)
            written.append(line)
            if len(written) == AT_ONCE:
                write()
        heads.objects.create(chain=chain, place=place, seal=seal)
    write()


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_chain"),
    ]

    operations = [
        migrations.RunPython(seal_what_stands, migrations.RunPython.noop, elidable=True),
    ]
