import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PeriodicTask",
            fields=[
                ("task", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="WorkerPool",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("host", models.CharField(max_length=255)),
                ("workers", models.PositiveSmallIntegerField()),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("task", models.CharField(max_length=255)),
                ("queue", models.CharField(max_length=32)),
                ("priority", models.SmallIntegerField(default=0)),
                ("args", models.JSONField(default=list)),
                ("kwargs", models.JSONField(default=dict)),
                ("dedupe_key", models.CharField(blank=True, max_length=64)),
                (
                    "rerun_requested",
                    models.BooleanField(
                        default=False, help_text="Enqueued once more while it ran."
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "Ready"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="ready",
                        max_length=9,
                    ),
                ),
                ("run_after", models.DateTimeField(default=django.utils.timezone.now)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(null=True)),
                ("attempted_at", models.DateTimeField(null=True)),
                (
                    "progressed_at",
                    models.DateTimeField(help_text="When it last made progress.", null=True),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "worker",
                    models.CharField(
                        blank=True,
                        help_text="The worker that runs it or ran it last.",
                        max_length=64,
                    ),
                ),
                ("lease_until", models.DateTimeField(null=True)),
                ("done_steps", models.PositiveIntegerField(default=0)),
                ("all_steps", models.PositiveIntegerField(default=0)),
                ("result", models.JSONField(null=True)),
                ("errors", models.JSONField(default=list)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("priority"), descending=True),
                        models.F("run_after"),
                        models.F("id"),
                        condition=models.Q(("state", "ready")),
                        name="job_next",
                    ),
                    models.Index(
                        condition=models.Q(("lease_until__isnull", False)),
                        fields=["worker"],
                        name="job_worker",
                    ),
                    models.Index(fields=["state", "finished_at"], name="job_finished"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["ready", "running"]),
                            models.Q(("dedupe_key", ""), _negated=True),
                        ),
                        fields=("dedupe_key",),
                        name="job_wanted_once",
                    )
                ],
            },
        ),
    ]
