import shutil

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from clientpix.jobs.models import Job, WorkerPool
from clientpix.operations import health

pytestmark = pytest.mark.django_db

URLS = ["/healthz", "/api/system/health"]


@pytest.fixture
def pool():
    return WorkerPool.objects.create(name="one", host="here", workers=2)


@pytest.fixture
def dead_database(db):
    def refuse(*args, **kwargs):
        raise OperationalError("the server is gone")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        yield


def read_facts(reply):
    return {fact["name"]: fact for fact in reply.json()["facts"]}


@pytest.mark.parametrize("url", URLS)
def test_healthz_answers_ok_for_everybody(client, pool, url):
    reply = client.get(url)
    assert (reply.status_code, reply.content) == (200, b"ok\n")
    assert "no-store" in reply["Cache-Control"]


def test_healthz_is_degraded_when_no_worker_runs(client):
    reply = client.get("/healthz")
    assert (reply.status_code, reply.content) == (200, b"degraded\n")


def test_healthz_is_degraded_when_workers_sent_no_heartbeat_lately(client, pool):
    WorkerPool.objects.update(seen_at=timezone.now() - health.HEARD_FROM_WITHIN * 2)
    assert client.get("/healthz").content == b"degraded\n"


def test_healthz_is_503_without_details_when_the_database_is_down(client, dead_database):
    reply = client.get("/healthz")
    assert (reply.status_code, reply.content) == (503, b"down\n")


def test_healthz_is_503_when_the_data_folder_is_gone(client, pool, settings, tmp_path):
    settings.DATA = tmp_path / "gone"
    assert client.get("/healthz").status_code == 503


def test_disk_is_degraded_when_space_is_low(owner_client, pool, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=health.LOW_DISK_SPACE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    disk = read_facts(owner_client.get("/healthz"))["disk"]
    assert disk["state"] == "degraded"
    assert "Free up disk space" in disk["advice"]


def test_owner_sees_every_check(owner_client, pool):
    facts = read_facts(owner_client.get("/healthz"))
    names = {"database", "disk", "worker", "queue", "exiftool", "ffmpeg", "ffprobe", "versions"}
    kept = {"room", "originals", "developing", "verified", "findings", "quarantine", "uploads"}
    assert facts.keys() == names | kept
    assert facts["worker"]["seen"] == "2 running"
    assert "Django 6" in facts["versions"]["seen"]


def test_queue_is_degraded_with_advice_when_a_job_failed(owner_client, pool):
    Job.objects.create(task="x", queue="default", state="failed")
    queue = read_facts(owner_client.get("/healthz"))["queue"]
    assert queue["state"] == "degraded"
    assert queue["seen"] == "0 waiting, 1 failed"
    assert queue["advice"]


def test_queue_is_degraded_when_a_job_waits_too_long(owner_client, pool):
    long_ago = timezone.now() - health.MAX_QUEUE_WAIT * 2
    Job.objects.create(task="x", queue="default", run_after=long_ago)
    assert read_facts(owner_client.get("/healthz"))["queue"]["state"] == "degraded"


def test_missing_tool_is_reported_with_its_consequence(monkeypatch, owner_client, pool):
    monkeypatch.setattr(health, "_read_tool_version", lambda name, flag: None)
    ffmpeg = read_facts(owner_client.get("/healthz"))["ffmpeg"]
    assert (ffmpeg["state"], ffmpeg["seen"]) == ("degraded", "not found")
    assert "videos" in ffmpeg["advice"]


def test_details_need_the_exact_health_token(client, pool, settings):
    settings.HEALTH_TOKEN = "a token of some length"

    def get_with_token(token):
        return client.get("/healthz", headers={"Authorization": f"Bearer {token}"})

    assert read_facts(get_with_token("a token of some length"))
    assert get_with_token("another").content == b"ok\n"
    assert get_with_token("").content == b"ok\n"
    settings.HEALTH_TOKEN = ""
    assert get_with_token("").content == b"ok\n", (
        "without a configured token, an empty one opens nothing"
    )


def test_uploader_gets_no_details(client, pool, uploader):
    client.force_login(uploader)
    assert client.get("/healthz").content == b"ok\n"


def test_query_count_does_not_grow_with_the_queue(
    owner_client, pool, django_assert_max_num_queries
):
    Job.objects.bulk_create(Job(task="x", queue="default") for _ in range(500))
    with django_assert_max_num_queries(14):
        owner_client.get("/healthz")
