import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Studio",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        default="Client Pix", max_length=120, verbose_name="studio name"
                    ),
                ),
                (
                    "contact",
                    models.EmailField(blank=True, max_length=254, verbose_name="contact email"),
                ),
                ("logo", models.BinaryField(blank=True, default=b"")),
                ("logo_digest", models.CharField(blank=True, max_length=64)),
                (
                    "accent",
                    models.CharField(
                        choices=[
                            ("rust", "Rust"),
                            ("moss", "Moss"),
                            ("sea", "Sea"),
                            ("plum", "Plum"),
                            ("ochre", "Ochre"),
                            ("ink", "Ink"),
                        ],
                        default="rust",
                        max_length=8,
                        verbose_name="colour",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(blank=True, max_length=64, verbose_name="time zone"),
                ),
                ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                (
                    "link_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=90,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="links expire after",
                    ),
                ),
                (
                    "may_download",
                    models.BooleanField(default=True, verbose_name="allow downloads"),
                ),
                (
                    "keeps_location",
                    models.BooleanField(
                        default=False, verbose_name="keep the location in downloads"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_studio")
                ],
            },
        ),
    ]
