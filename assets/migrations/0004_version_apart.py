from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assets", "0003_shots")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="apart",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
