import types
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from model_bakery import baker

from accounts.models import Invitation, Session
from accounts.notices.models import Notice
from accounts.studio.models import Studio
from clientpix import urls
from clientpix.jobs.models import Job
from clientpix.testing import route_access
from clientpix.testing.route_access import CAST
from clientpix.tests.access_matrix import INVITATION, NUMBER, OWNER, ROWS, SESSION, UPLOADER
from clientpix.tests.factories.sample_data import furnish

WRITING = ("post", "put", "patch", "delete")


@pytest.fixture
def people(db):
    def person(email, **fields):
        return baker.make("accounts.User", email=email, **fields)

    owner = person("o@x.org", pk=OWNER, role="owner")
    Job.objects.create(pk=NUMBER, task="x", queue="default")
    Notice.objects.create(pk=NUMBER, kind="news", text="x")
    Studio.objects.create(pk=NUMBER)
    baker.make(Session, session_key=SESSION, expire_date=timezone.now() + timedelta(days=1))
    Invitation.objects.invite(owner, label="x", pk=INVITATION)
    furnish(owner)
    return {
        "stranger": None,
        "disabled": person("d@x.org", role="owner", is_active=False),
        "uploader": person("u@x.org", pk=UPLOADER, role="uploader"),
        "owner": owner,
    }


@pytest.fixture
def browser(people):
    def sign_in(visitor, **options):
        client = Client(**options)
        if people[visitor]:
            client.force_login(people[visitor])
        return client

    return sign_in


def test_every_url_has_its_row_in_the_matrix():
    assert route_access.unclassified(ROWS) == []
    assert route_access.vanished(ROWS) == []


def test_a_url_without_a_row_is_found(settings):
    urls_with_secret = types.ModuleType("urls_with_secret")
    urls_with_secret.urlpatterns = [
        *urls.urlpatterns,
        path("secret/<int:pk>/", lambda request, pk: None),
    ]
    settings.ROOT_URLCONF = urls_with_secret
    assert route_access.unclassified(ROWS) == ["secret/<int:pk>/"]


@pytest.mark.db
@pytest.mark.parametrize("visitor", CAST)
def test_each_visitor_gets_the_expected_status(browser, visitor):
    client = browser(visitor)
    statuses = {row.url: client.get(row.url).status_code for row in ROWS}
    assert statuses == {row.url: row.status_for(visitor) for row in ROWS}


def test_a_forgotten_permission_is_found(browser, settings):
    urls_without_permission = types.ModuleType("urls_without_permission")
    urls_without_permission.urlpatterns = [
        path("admin/", lambda request: HttpResponse()),
        *urls.urlpatterns,
    ]
    settings.ROOT_URLCONF = urls_without_permission
    row = next(row for row in ROWS if row.url == "/admin/")
    assert browser("stranger").get(row.url).status_code != row.status_for("stranger")


@pytest.mark.parametrize("visitor", CAST)
def test_nothing_can_be_posted_without_a_csrf_token(browser, visitor):
    client = browser(visitor, enforce_csrf_checks=True)
    for row in ROWS:
        for method in WRITING:
            status = getattr(client, method)(row.url).status_code
            assert status in {403, 405}, f"{method} {row.url}: {status}"


def test_every_page_has_the_security_headers(browser):
    for row in ROWS:
        response = browser("owner").get(row.url)
        assert response["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
        assert "unsafe-inline" not in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"
