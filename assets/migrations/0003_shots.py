from django.db import migrations, models

from assets.processing import pairing


def find_roots(apps, schema_editor):
    Version = apps.get_model("assets", "Version")
    for stem in Version.objects.values_list("stem", flat=True).distinct().iterator():
        Version.objects.filter(stem=stem).update(root=pairing.parse_stem(stem).root)


class Migration(migrations.Migration):
    dependencies = [("assets", "0002_facts_are_searched")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="root",
            field=models.CharField(default="", editable=False, max_length=255),
        ),
        migrations.AddIndex(
            model_name="version", index=models.Index(fields=["root"], name="version_root")
        ),
        migrations.AddField(
            model_name="asset",
            name="content_id",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(
                condition=~models.Q(content_id=""), fields=["content_id"], name="asset_content_id"
            ),
        ),
        migrations.RunPython(find_roots, migrations.RunPython.noop),
    ]
