import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import albums.models.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("assets", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Album",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("happened_on", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "Published"),
                            ("archived", "Archived"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "order",
                    models.CharField(
                        choices=[
                            ("taken", "Capture time"),
                            ("name", "Name"),
                            ("added", "Added"),
                            ("manual", "Custom order"),
                        ],
                        default="taken",
                        max_length=6,
                        verbose_name="order",
                    ),
                ),
                ("epoch", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "cover_x",
                    models.PositiveSmallIntegerField(
                        default=50, validators=[django.core.validators.MaxValueValidator(100)]
                    ),
                ),
                (
                    "cover_y",
                    models.PositiveSmallIntegerField(
                        default=50, validators=[django.core.validators.MaxValueValidator(100)]
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created"
                    ),
                ),
                ("trashed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "cover",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="assets.picture",
                        verbose_name="cover",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invitations",
                    models.ManyToManyField(blank=True, related_name="+", to="accounts.invitation"),
                ),
                (
                    "uploaders",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaders",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Action",
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
                            ("show", "made visible to clients"),
                            ("section", "moved to a section"),
                            ("order", "reordered"),
                            ("cover", "set as cover"),
                            ("copy", "copied to another album"),
                            ("move", "moved to another album"),
                            ("rotate", "rotated"),
                            ("shift", "capture time changed"),
                            ("reprocess", "prepared again"),
                            ("trash", "moved to trash"),
                        ],
                        max_length=9,
                    ),
                ),
                ("picture_count", models.PositiveIntegerField()),
                ("target_title", models.CharField(blank=True, max_length=200)),
                ("undo_data", models.JSONField(default=dict)),
                ("done_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "album",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="albums.album",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "album",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="albums.album",
                    ),
                ),
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
                            ("manual", "Custom order"),
                        ],
                        default="taken",
                        max_length=6,
                        verbose_name="order",
                    ),
                ),
                ("sections", models.JSONField(blank=True, default=list, verbose_name="sections")),
                (
                    "uploaders",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaders",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("order_key", albums.models.fields.OrderKeyField(max_length=200)),
                (
                    "album",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="albums.album",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("order_key", albums.models.fields.OrderKeyField(max_length=200)),
                ("hidden", models.BooleanField(default=False, verbose_name="hidden")),
                ("is_orphan_sidecar", models.BooleanField(default=False, editable=False)),
                (
                    "placed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="placed"
                    ),
                ),
                ("trashed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "album",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="albums.album",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="assets.picture",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="placements",
                        to="albums.section",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="album",
            index=models.Index(
                condition=models.Q(("trashed_at", None), _negated=True),
                fields=["trashed_at"],
                name="album_trashed",
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["album", "-done_at"], name="action_newest"),
        ),
        migrations.AddIndex(
            model_name="section",
            index=models.Index(fields=["album", "order_key", "id"], name="section_order"),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                fields=("album", "title"), name="section_title_once"
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(fields=["album", "order_key", "id"], name="placement_order"),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=models.Q(("is_orphan_sidecar", False), ("trashed_at", None)),
                fields=["album", "section", "order_key", "id"],
                name="placement_wall",
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=models.Q(("trashed_at", None), _negated=True),
                fields=["trashed_at"],
                name="placement_trashed",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.UniqueConstraint(fields=("album", "picture"), name="placed_once"),
        ),
    ]
