import pytest

from clientpix.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    return Job.objects.create(task="a.b.c", queue="default", args=["kitchen"], state="failed")


def run_action(owner_client, action, job):
    form = {"action": action, "_selected_action": [job.pk]}
    owner_client.post("/admin/jobs/job/", form)
    job.refresh_from_db()
    return job.state


def test_owner_can_retry_and_cancel_a_failed_job(owner_client, job):
    assert run_action(owner_client, "try_again", job) == Job.State.READY
    assert run_action(owner_client, "call_off", job) == Job.State.CANCELLED


def test_jobs_can_be_searched_but_not_edited(owner_client, job):
    assert "kitchen" in owner_client.get("/admin/jobs/job/?q=kitchen").content.decode()
    owner_client.post(f"/admin/jobs/job/{job.pk}/change/", {"task": "os.system"})
    job.refresh_from_db()
    assert job.task == "a.b.c"
