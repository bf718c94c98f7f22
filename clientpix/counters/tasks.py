import time

from django.tasks import task

from clientpix.counters.models import Counter


@task(queue_name="once", priority=-50)
def delete_expired_counters():
    return Counter.objects.filter(expires_at__lte=time.time()).delete()[0]
