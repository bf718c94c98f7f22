from django.tasks import task
from django.utils import timezone

from assets.resumable import expiry
from assets.tasks import develop_soon


@task(queue_name="once", priority=-50)
def give_up_old_uploads():
    return expiry.sweep(timezone.now())


@task()
def ask_for(assets):
    """Into the queue with each of many."""
    develop_soon(assets)
