"""An uploader of one album sends every possible request about an album of somebody else."""

from uuid import UUID

import pytest
from django.apps import apps
from django.test import Client
from model_bakery import baker

from albums.actions.packed_ids import pack_ids
from albums.actions.registry import ACTION_TYPES
from albums.tests.factories.albums import create_album
from albums.tests.factories.selections import add_photos
from clientpix.jobs.models import Job
from clientpix.tests.access_matrix import INVITATION, ROWS, THING, UPLOADER
from clientpix.tests.factories.sample_data import furnish

pytestmark = pytest.mark.django_db

OUR_APPS = ("accounts", "assets", "albums", "studio")
OWN_ACCOUNT = ("/account/", "/address/", "/password/")
FORM = {
    "title": "Stolen",
    "slug": "stolen",
    "description": "Stolen",
    "state": "published",
    "name": "Stolen",
    "caption": "Stolen",
    "order": "name",
    "sections": "Stolen",
    "uploaders": UPLOADER,
    "created_by": UPLOADER,
    "placed_by": UPLOADER,
    "by": UPLOADER,
    "role": "owner",
    "is_active": "on",
    "is_superuser": "on",
    "email": "stolen@x.org",
    "cover": THING,
    "cover_x": "1",
    "cover_y": "1",
    "hidden": "on",
    "trashed_at": "",
    "placement": THING,
    "picture": THING,
    "asset": THING,
    "version": THING,
    "other": THING,
    "side": "left",
    "all": "1",
    "sure": "on",
    "confirm": "on",
    "delete": "on",
    "answered": "1",
    "answer-title": "Stolen",
    "answer-to": THING,
    "answer-hours": "1",
    "answer-number": "1",
    "answer-sure": "on",
    "invitation": INVITATION,
    "person": UPLOADER,
    "album": THING,
}


def read_all_rows():
    models = [model for name in OUR_APPS for model in apps.get_app_config(name).get_models()]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in models
        if model._meta.model_name != "session"
    }


@pytest.fixture
def send(owner):
    """Return a function that sends every form to every URL of the studio."""
    uploader = baker.make("accounts.User", pk=UPLOADER, email="guest@x.org", role="uploader")
    furnish(owner)
    best = create_album(owner, "Best")
    best.uploaders.add(uploader)
    add_photos(best, 2, uploader)

    def send(person, except_urls=OWN_ACCOUNT):
        client = Client()
        client.force_login(person)
        before, statuses = read_all_rows(), {}
        for row in ROWS:
            if row.url.startswith("/studio/") and not row.url.endswith(except_urls):
                statuses[row.url] = _send_to(client, row.url)
        return before, statuses

    send.uploader = uploader
    return send


def _send_to(client, url):
    verbs = (*ACTION_TYPES, "download") if url.endswith("/acts/") else ("remove",)
    form = {**FORM, "chosen": pack_ids([UUID(THING)])}
    answers = {client.post(url, {**form, "verb": verb}).status_code for verb in verbs}
    return answers | {client.delete(url).status_code}


def test_an_uploader_cannot_change_or_see_an_album_of_others(send):
    before, statuses = send(send.uploader)
    assert read_all_rows() == before
    assert not Job.objects.exists()
    ours = {url: answers for url, answers in statuses.items() if "/anna/" in url}
    assert len(ours) > 10
    assert {url: answers for url, answers in ours.items() if answers - {404, 405}} == {}


def test_the_same_requests_change_rows_when_an_owner_sends_them(send, owner):
    # Proves that the requests of the test above would change something.
    before, _statuses = send(owner, except_urls="/anna/delete/")
    changed = {label for label, rows in read_all_rows().items() if rows != before[label]}
    assert {"albums.Album", "albums.Placement", "albums.Action", "assets.Picture"} <= changed
