import pytest
from django.core import mail

from accounts.models import User
from accounts.notices.models import Notice
from accounts.notices.notify import notify_owners

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_the_bell_shows_the_number_of_unread_notices(owner_client):
    for n in range(3):
        notify_owners("news", f"Something {n}")
    assert "3" in owner_client.get("/studio/").content.decode().split("</header>")[0]
    owner_client.post("/studio/notices/read/")
    assert not Notice.objects.unread().exists()


def test_a_notice_is_not_repeated_until_it_is_read(db):
    first, second = (
        notify_owners("safety", "Guessing", "/x/"),
        notify_owners("safety", "Guessing", "/x/"),
    )
    assert first == second
    Notice.objects.mark_read()
    assert notify_owners("safety", "Guessing", "/x/") != first


def test_opening_a_notice_marks_it_read_and_redirects_to_its_page(owner_client):
    notice = notify_owners("trouble", "A job failed", "/studio/health/")
    response = owner_client.post(f"/studio/notices/{notice.pk}/read/")
    assert response.url == "/studio/health/"
    notice.refresh_from_db()
    assert notice.read_at


def test_owners_get_an_email_when_there_is_a_mail_server(settings, owner, uploader, run_jobs):
    settings.HAS_MAIL, settings.SITE_URL = True, "https://photos.example.org"
    User.objects.create_user("second@example.org", role="owner")
    notify_owners("safety", "Guessing", "/studio/team/")
    run_jobs()
    assert sorted(email.to[0] for email in mail.outbox) == [owner.email, "second@example.org"]
    assert "https://photos.example.org/studio/team/" in mail.outbox[0].body


def test_no_email_is_sent_when_there_is_no_mail_server(owner, run_jobs):
    notify_owners("safety", "Guessing")
    run_jobs()
    assert mail.outbox == []


def test_the_page_says_when_there_are_no_notices(owner_client):
    assert "all caught up" in owner_client.get("/studio/notices/").content.decode()


def test_a_long_notice_is_truncated(db):
    assert len(notify_owners("news", "x" * 5000).text) == 300
