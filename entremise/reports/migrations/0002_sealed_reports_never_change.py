from django.db import migrations

from entremise.reports.triggers import ProtectSealedReports


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [ProtectSealedReports()]
