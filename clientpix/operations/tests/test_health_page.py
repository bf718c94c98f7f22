import shutil

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from clientpix.jobs.models import Job, WorkerPool
from clientpix.operations import health

pytestmark = pytest.mark.django_db

ADDRESSES = ["/healthz", "/api/system/health"]


@pytest.fixture
def crew():
    return WorkerPool.objects.create(name="one", host="here", workers=2)


@pytest.fixture
def dead_database(db):
    def refuse(*args, **kwargs):
        raise OperationalError("the server is away")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        yield


def facts_of(reply):
    return {fact["name"]: fact for fact in reply.json()["facts"]}


@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_hears_one_word(client, crew, address):
    reply = client.get(address)
    assert (reply.status_code, reply.content) == (200, b"ok\n")
    assert "no-store" in reply["Cache-Control"]


def test_without_a_worker_pages_still_work_and_the_word_is_another(client):
    reply = client.get("/healthz")
    assert (reply.status_code, reply.content) == (200, b"degraded\n")


def test_a_worker_that_was_not_seen_lately_does_not_count(client, crew):
    WorkerPool.objects.update(seen_at=timezone.now() - health.HEARD_FROM_WITHIN * 2)
    assert client.get("/healthz").content == b"degraded\n"


def test_a_dead_database_is_a_503_without_details(client, dead_database):
    reply = client.get("/healthz")
    assert (reply.status_code, reply.content) == (503, b"down\n")


def test_a_lost_data_folder_is_a_503(client, crew, settings, tmp_path):
    settings.DATA = tmp_path / "gone"
    assert client.get("/healthz").status_code == 503


def test_little_space_is_said_before_there_is_none(studio, crew, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=health.LOW_DISK_SPACE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    disk = facts_of(studio.get("/healthz"))["disk"]
    assert disk["state"] == "degraded"
    assert "Free some space" in disk["advice"]


def test_the_owner_sees_every_fact(studio, crew):
    facts = facts_of(studio.get("/healthz"))
    names = {"database", "disk", "worker", "queue", "exiftool", "ffmpeg", "ffprobe", "versions"}
    kept = {"room", "originals", "developing", "verified", "findings", "quarantine", "uploads"}
    assert facts.keys() == names | kept
    assert facts["worker"]["seen"] == "2 running"
    assert "Django 6" in facts["versions"]["seen"]


def test_a_failed_job_shows_with_advice(studio, crew):
    Job.objects.create(task="x", queue="default", state="failed")
    queue = facts_of(studio.get("/healthz"))["queue"]
    assert queue["state"] == "degraded"
    assert queue["seen"] == "0 waiting, 1 failed"
    assert queue["advice"]


def test_work_that_waits_too_long_shows(studio, crew):
    long_ago = timezone.now() - health.MAX_QUEUE_WAIT * 2
    Job.objects.create(task="x", queue="default", run_after=long_ago)
    assert facts_of(studio.get("/healthz"))["queue"]["state"] == "degraded"


def test_a_missing_tool_is_named_with_what_is_lost(monkeypatch, studio, crew):
    monkeypatch.setattr(health, "_read_tool_version", lambda name, flag: None)
    ffmpeg = facts_of(studio.get("/healthz"))["ffmpeg"]
    assert (ffmpeg["state"], ffmpeg["seen"]) == ("degraded", "not found")
    assert "films" in ffmpeg["advice"]


def test_the_token_opens_the_facts_and_no_other_word_does(client, crew, settings):
    settings.HEALTH_TOKEN = "a token of some length"

    def asked_with(word):
        return client.get("/healthz", headers={"Authorization": f"Bearer {word}"})

    assert facts_of(asked_with("a token of some length"))
    assert asked_with("another").content == b"ok\n"
    assert asked_with("").content == b"ok\n"
    settings.HEALTH_TOKEN = ""
    assert asked_with("").content == b"ok\n", "no token is not an empty token"


def test_an_uploader_hears_the_word_only(client, crew, uploader):
    client.force_login(uploader)
    assert client.get("/healthz").content == b"ok\n"


def test_looking_after_the_house_costs_the_same_however_much_waits(
    studio, crew, django_assert_max_num_queries
):
    Job.objects.bulk_create(Job(task="x", queue="default") for _ in range(500))
    with django_assert_max_num_queries(14):
        studio.get("/healthz")
