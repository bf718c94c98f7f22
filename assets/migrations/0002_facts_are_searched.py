from django.db import migrations

NAME = "facts_said"


def make(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"CREATE INDEX {NAME} ON assets_facts USING gin (said jsonb_path_ops)")


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP INDEX {NAME}")


class Migration(migrations.Migration):
    dependencies = [("assets", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
