from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("albums", "0002_walls")]

    operations = [
        migrations.AddField(
            model_name="album",
            name="invitations",
            field=models.ManyToManyField(blank=True, related_name="+", to="accounts.invitation"),
        )
    ]
