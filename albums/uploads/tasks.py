from django.tasks import task
from django.utils import timezone

from assets.tus import expiry


@task(queue_name="once", priority=-50)
def expire_uploads():
    return expiry.sweep_expired(timezone.now())
