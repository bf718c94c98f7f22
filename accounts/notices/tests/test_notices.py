import pytest
from django.core import mail

from accounts.models import User
from accounts.notices.models import Notice
from accounts.notices.notify import notify_owners

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_the_bell_counts_what_was_not_read(studio):
    for n in range(3):
        notify_owners("news", f"Something {n}")
    assert "3" in studio.get("/studio/").content.decode().split("</header>")[0]
    studio.post("/studio/notices/read/")
    assert not Notice.objects.unread().exists()


def test_the_same_is_said_once_until_it_was_read(db):
    first, second = (
        notify_owners("safety", "Guessing", "/x/"),
        notify_owners("safety", "Guessing", "/x/"),
    )
    assert first == second
    Notice.objects.mark_read()
    assert notify_owners("safety", "Guessing", "/x/") != first


def test_reading_leads_to_what_it_is_about(studio):
    notice = notify_owners("trouble", "A job failed", "/studio/health/")
    reply = studio.post(f"/studio/notices/{notice.pk}/read/")
    assert reply.url == "/studio/health/"
    notice.refresh_from_db()
    assert notice.read_at


def test_owners_get_a_letter_where_there_is_mail(settings, owner, uploader, work):
    settings.HAS_MAIL, settings.SITE_URL = True, "https://photos.example.org"
    User.objects.create_user("second@example.org", role="owner")
    notify_owners("safety", "Guessing", "/studio/team/")
    work()
    assert sorted(letter.to[0] for letter in mail.outbox) == [owner.email, "second@example.org"]
    assert "https://photos.example.org/studio/team/" in mail.outbox[0].body


def test_without_mail_nothing_is_sent(owner, work):
    notify_owners("safety", "Guessing")
    work()
    assert mail.outbox == []


def test_an_empty_page_says_so(studio):
    assert "All is quiet" in studio.get("/studio/notices/").content.decode()


def test_a_long_line_is_cut_and_not_lost(db):
    assert len(notify_owners("news", "x" * 5000).text) == 300
