"""An uploader who works in one album sends whatever there is to send about the other one."""

from uuid import UUID

import pytest
from django.apps import apps
from django.test import Client
from model_bakery import baker

from albums.actions.packed_ids import pack_ids
from albums.actions.registry import ACTION_TYPES
from albums.tests.factories.selections import album, hang
from clientpix.jobs.models import Job
from clientpix.tests.access_matrix import INVITATION, ROWS, THING, UPLOADER
from clientpix.tests.factories.sample_data import furnish

pytestmark = pytest.mark.django_db

OURS = ("accounts", "assets", "albums", "studio")
THEIR_OWN = ("/account/", "/address/", "/password/")
STOLEN = {
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


def everything():
    models = [model for name in OURS for model in apps.get_app_config(name).get_models()]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in models
        if model._meta.model_name != "session"
    }


@pytest.fixture
def send(owner):
    """Every word to every address of the studio, by somebody; what came of it."""
    uploader = baker.make("accounts.User", pk=UPLOADER, email="guest@x.org", role="uploader")
    furnish(owner)
    best = album(owner, "Best")
    best.uploaders.add(uploader)
    hang(best, 2, uploader)

    def send(person, but=THEIR_OWN):
        client = Client()
        client.force_login(person)
        before, said = everything(), {}
        for row in ROWS:
            if row.url.startswith("/studio/") and not row.url.endswith(but):
                said[row.url] = _said(client, row.url)
        return before, said

    send.uploader = uploader
    return send


def _said(client, url):
    words = (*ACTION_TYPES, "download") if url.endswith("/acts/") else ("remove",)
    said = {**STOLEN, "chosen": pack_ids([UUID(THING)])}
    found = {client.post(url, {**said, "verb": word}).status_code for word in words}
    return found | {client.delete(url).status_code}


def test_nothing_of_it_is_changed_and_none_of_it_is_there(send):
    before, said = send(send.uploader)
    assert everything() == before
    assert not Job.objects.exists()
    ours = {url: found for url, found in said.items() if "/anna/" in url}
    assert len(ours) > 10
    assert {url: found for url, found in ours.items() if found - {404, 405}} == {}


def test_by_an_owner_the_same_changes_much(send, owner):
    """Otherwise nothing would be shown by the one above."""
    before, _said = send(owner, but="/anna/delete/")
    changed = {label for label, rows in everything().items() if rows != before[label]}
    assert {"albums.Album", "albums.Placement", "albums.Action", "assets.Picture"} <= changed
