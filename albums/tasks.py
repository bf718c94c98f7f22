from django.tasks import task
from django.utils import timezone

from assets.resumable import expiry


@task(queue_name="once", priority=-50)
def give_up_old_uploads():
    return expiry.sweep(timezone.now())
