"""Lines are chained: a place and a seal for each, and the head of each chain."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="JournalHead",
            fields=[
                (
                    "chain",
                    models.BigIntegerField(
                        primary_key=True, serialize=False, verbose_name="chaîne"
                    ),
                ),
                ("place", models.BigIntegerField(default=0, verbose_name="rang")),
                (
                    "seal",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="sceau"),
                ),
            ],
            options={
                "verbose_name": "tête de journal",
                "verbose_name_plural": "têtes de journal",
            },
        ),
        migrations.AddField(
            "journalline", "chain", models.BigIntegerField(null=True, verbose_name="chaîne")
        ),
        migrations.AddField(
            "journalline", "place", models.BigIntegerField(null=True, verbose_name="rang")
        ),
        migrations.AddField(
            "journalline",
            "seal",
            models.CharField(max_length=64, null=True, verbose_name="sceau"),
        ),
    ]
