import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import assets.intake.kinds
import assets.models.fields

METADATA_INDEX = "metadata_raw"


def create_metadata_index(apps, editor):
    """Index the raw metadata for containment queries on PostgreSQL; SQLite has no such index."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE INDEX {METADATA_INDEX} ON assets_metadata USING gin (raw jsonb_path_ops)"
        )


def drop_metadata_index(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP INDEX {METADATA_INDEX}")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Asset",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        editable=False, max_length=64, unique=True, verbose_name="SHA-256"
                    ),
                ),
                ("crc32", models.PositiveBigIntegerField(editable=False, verbose_name="CRC-32")),
                ("size", models.PositiveBigIntegerField(editable=False, verbose_name="size")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (assets.intake.kinds.Kind["PHOTO"], assets.intake.kinds.Kind["PHOTO"]),
                            (assets.intake.kinds.Kind["RAW"], assets.intake.kinds.Kind["RAW"]),
                            (assets.intake.kinds.Kind["FILM"], assets.intake.kinds.Kind["FILM"]),
                            (
                                assets.intake.kinds.Kind["SIDECAR"],
                                assets.intake.kinds.Kind["SIDECAR"],
                            ),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "extension",
                    models.CharField(editable=False, max_length=8, verbose_name="extension"),
                ),
                (
                    "kept_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="stored"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("processing", "Preparing"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("recipe", models.CharField(blank=True, max_length=32)),
                (
                    "verified_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="last verified",
                    ),
                ),
                ("lost_at", models.DateTimeField(editable=False, null=True, verbose_name="lost")),
                ("doomed_at", models.DateTimeField(editable=False, null=True)),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                (
                    "duration_seconds",
                    models.FloatField(null=True, verbose_name="duration in seconds"),
                ),
                ("average_color", models.CharField(blank=True, max_length=7)),
                ("placeholder", models.CharField(blank=True, max_length=64)),
                ("camera", models.CharField(blank=True, max_length=120, verbose_name="camera")),
                ("lens", models.CharField(blank=True, max_length=120, verbose_name="lens")),
                ("iso", models.PositiveIntegerField(null=True, verbose_name="ISO")),
                ("aperture", models.FloatField(null=True, verbose_name="aperture")),
                ("shutter", models.FloatField(null=True, verbose_name="shutter speed in seconds")),
                ("focal_length", models.FloatField(null=True, verbose_name="focal length")),
                (
                    "taken_local",
                    assets.models.fields.WallClockField(null=True, verbose_name="capture time"),
                ),
                (
                    "offset_minutes",
                    models.SmallIntegerField(null=True, verbose_name="UTC offset in minutes"),
                ),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("content_id", models.CharField(blank=True, editable=False, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                (
                    "problem",
                    models.CharField(
                        choices=[
                            ("missing", "Missing"),
                            ("damaged", "Damaged"),
                            ("stray", "Stray"),
                        ],
                        max_length=8,
                    ),
                ),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("repaired_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("caption", models.TextField(blank=True, verbose_name="caption")),
                (
                    "rotation",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "0°"), (90, "90°"), (180, "180°"), (270, "270°")],
                        default=0,
                        verbose_name="rotation",
                    ),
                ),
                (
                    "taken_override",
                    assets.models.fields.WallClockField(
                        blank=True, null=True, verbose_name="corrected capture time"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("discarded_at", models.DateTimeField(editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ProcessingProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.CharField(max_length=32, verbose_name="step")),
                ("problem", models.CharField(max_length=32, verbose_name="problem")),
                ("detail", models.TextField(blank=True, verbose_name="details")),
                ("found_at", models.DateTimeField(auto_now=True, verbose_name="found")),
            ],
            options={
                "verbose_name": "processing problem",
                "verbose_name_plural": "processing problems",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("small", "small"),
                            ("thumbnails", "thumbnails"),
                            ("web", "web"),
                            ("video", "video"),
                            ("clean", "clean"),
                        ],
                        max_length=10,
                    ),
                ),
                ("recipe", models.CharField(max_length=32)),
                ("extension", models.CharField(max_length=8)),
                ("size", models.PositiveBigIntegerField()),
                ("crc32", models.PositiveBigIntegerField(verbose_name="CRC-32")),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("verified_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("scope", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_key", models.CharField(blank=True, max_length=200)),
                ("files_checked", models.PositiveBigIntegerField(default=0)),
                ("bytes_checked", models.PositiveBigIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="file name")),
                ("stem", models.CharField(editable=False, max_length=255)),
                ("shot_stem", models.CharField(default="", editable=False, max_length=255)),
                (
                    "folder",
                    models.CharField(blank=True, max_length=500, verbose_name="original folder"),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("raw", "RAW"),
                            ("camera", "Camera file"),
                            ("edit", "Edit"),
                            ("film", "Video"),
                            ("sidecar", "Sidecar"),
                        ],
                        max_length=8,
                        verbose_name="role",
                    ),
                ),
                ("leads", models.BooleanField(default=False, verbose_name="main file")),
                ("is_separated", models.BooleanField(default=False, editable=False)),
                (
                    "arrived_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="uploaded"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Metadata",
            fields=[
                (
                    "asset",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="metadata",
                        serialize=False,
                        to="assets.asset",
                    ),
                ),
                ("raw", models.JSONField(default=dict)),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name_plural": "metadata",
            },
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["camera"], name="asset_camera"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["lens"], name="asset_lens"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["iso"], name="asset_iso"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["aperture"], name="asset_aperture"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["shutter"], name="asset_shutter"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["focal_length"], name="asset_focal_length"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["taken_local"], name="asset_taken_local"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["verified_at", "sha256"], name="asset_longest_unverified"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(
                condition=models.Q(("state", "ready"), _negated=True),
                fields=["state"],
                name="asset_unready",
            ),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(
                condition=models.Q(("content_id", ""), _negated=True),
                fields=["content_id"],
                name="asset_content_id",
            ),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(
                condition=models.Q(("doomed_at", None), _negated=True),
                fields=["doomed_at"],
                name="asset_doomed",
            ),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(
                condition=models.Q(("lost_at", None), _negated=True),
                fields=["lost_at"],
                name="asset_lost",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__length", 64)), name="sha256_is_whole"
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gt", 0)), name="asset_is_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(("crc32__lt", 4294967296)), name="crc32_is_32_bits"
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["photo", "raw", "film", "sidecar"])),
                name="asset_kind_is_known",
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="merged_into",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assets.picture",
            ),
        ),
        migrations.AddField(
            model_name="processingproblem",
            name="asset",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="problems",
                to="assets.asset",
            ),
        ),
        migrations.AddField(
            model_name="rendition",
            name="asset",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renditions",
                to="assets.asset",
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="verification",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="findings",
                to="assets.verification",
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="asset",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="assets.asset",
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="picture",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="assets.picture",
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="uploader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="picture",
            index=models.Index(
                condition=models.Q(("discarded_at", None), _negated=True),
                fields=["discarded_at"],
                name="picture_discarded",
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(("rotation__in", (0, 90, 180, 270))),
                name="rotation_is_a_quarter_turn",
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="not_into_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="processingproblem",
            index=models.Index(fields=["problem"], name="problem_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="processingproblem",
            constraint=models.UniqueConstraint(
                fields=("asset", "step"), name="one_problem_per_step"
            ),
        ),
        migrations.AddIndex(
            model_name="rendition",
            index=models.Index(fields=["verified_at"], name="rendition_longest_unverified"),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(
                fields=("asset", "kind", "recipe"), name="rendition_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("small", "thumbnails", "web", "video", "clean"))),
                name="rendition_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gt", 0)), name="rendition_is_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.CheckConstraint(
                condition=models.Q(("crc32__lt", 4294967296)), name="rendition_crc32_is_32_bits"
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("repaired_at", None)),
                fields=("key", "problem"),
                name="found_once",
            ),
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(fields=["stem"], name="version_stem"),
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(fields=["shot_stem"], name="version_shot_stem"),
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(fields=["uploader", "asset"], name="version_sent"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("picture", "asset"), name="version_once"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leads", True)), fields=("picture",), name="one_version_leads"
            ),
        ),
        migrations.RunPython(create_metadata_index, drop_metadata_index),
    ]
