"""From now on no line is without its place and its seal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0003_seal_what_stands"),
    ]

    operations = [
        migrations.AlterField(
            "journalline", "chain", models.BigIntegerField(verbose_name="chaîne")
        ),
        migrations.AlterField("journalline", "place", models.BigIntegerField(verbose_name="rang")),
        migrations.AlterField(
            "journalline", "seal", models.CharField(max_length=64, verbose_name="sceau")
        ),
        migrations.AddConstraint(
            "journalline",
            models.UniqueConstraint(fields=("chain", "place"), name="one_line_per_place"),
        ),
    ]
