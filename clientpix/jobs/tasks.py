from django.tasks import task
from django.utils import timezone

from clientpix.jobs.models import Job


@task(queue_name="once", priority=-50)
def delete_finished_jobs():
    return Job.objects.delete_old(timezone.now())
