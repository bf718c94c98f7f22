from django.db import models


class Counter(models.Model):
    """A number with a name and an expiry time."""

    key = models.CharField(max_length=255, primary_key=True)
    value = models.BigIntegerField()
    expires_at = models.FloatField(db_index=True)

    def __str__(self):
        return self.key
