from django.tasks import task
from django.utils import timezone

from accounts.models import Session


@task(queue_name="once", priority=-50)
def delete_expired_sessions():
    return Session.objects.filter(expire_date__lte=timezone.now()).delete()[0]
