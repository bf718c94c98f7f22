import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Subquery


def tell_who_placed_it(apps, schema_editor):
    Placement = apps.get_model("albums", "Placement")
    Version = apps.get_model("assets", "Version")
    leading = Version.objects.filter(picture=OuterRef("picture"), leads=True)
    Placement.objects.update(placed_by=Subquery(leading.values("uploader")[:1]))
    alone = Exists(leading.filter(role="sidecar"))
    Placement.objects.filter(alone).update(aside=True, hidden=False)


class Migration(migrations.Migration):
    dependencies = [
        ("albums", "0001_initial"),
        ("assets", "0003_shots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("add", "added"),
                            ("hide", "hidden from clients"),
                            ("show", "shown to clients"),
                            ("section", "moved to a section"),
                            ("order", "put in order"),
                            ("cover", "made the cover"),
                            ("copy", "copied to another album"),
                            ("move", "moved to another album"),
                            ("turn", "turned"),
                            ("shift", "given another capture time"),
                            ("develop", "developed again"),
                            ("trash", "moved to the trash"),
                        ],
                        max_length=8,
                    ),
                ),
                ("pictures", models.PositiveIntegerField()),
                ("where", models.CharField(blank=True, max_length=200)),
                ("before", models.JSONField(default=dict)),
                ("done_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Preset",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "order",
                    models.CharField(
                        choices=[
                            ("taken", "Capture time"),
                            ("name", "Name"),
                            ("added", "Added"),
                            ("hand", "By hand"),
                        ],
                        default="taken",
                        max_length=5,
                        verbose_name="order",
                    ),
                ),
                ("sections", models.JSONField(blank=True, default=list, verbose_name="sections")),
            ],
        ),
        migrations.AddField(
            model_name="album",
            name="cover_x",
            field=models.PositiveSmallIntegerField(
                default=50, validators=[django.core.validators.MaxValueValidator(100)]
            ),
        ),
        migrations.AddField(
            model_name="album",
            name="cover_y",
            field=models.PositiveSmallIntegerField(
                default=50, validators=[django.core.validators.MaxValueValidator(100)]
            ),
        ),
        migrations.AddField(
            model_name="album",
            name="order",
            field=models.CharField(
                choices=[
                    ("taken", "Capture time"),
                    ("name", "Name"),
                    ("added", "Added"),
                    ("hand", "By hand"),
                ],
                default="taken",
                max_length=5,
                verbose_name="order",
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="aside",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="placement",
            name="placed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=models.Q(("aside", False), ("trashed_at", None)),
                fields=["album", "section", "order_key", "id"],
                name="placement_wall",
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="album",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="albums.album"
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="preset",
            name="uploaders",
            field=models.ManyToManyField(
                blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="uploaders"
            ),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["album", "-done_at"], name="act_newest"),
        ),
        migrations.RunPython(tell_who_placed_it, migrations.RunPython.noop),
    ]
