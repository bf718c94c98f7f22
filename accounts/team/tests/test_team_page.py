import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Session, User
from clientpix.testing.responses import bare

pytestmark = [pytest.mark.django_db, pytest.mark.db]

FORM = {"name": "Uwe", "email": "uwe@example.org", "password": "a long enough word"}


@pytest.fixture
def invitation(owner):
    return Invitation.objects.invite(owner, label="Uwe")


def join(invitation, **changes):
    return Client().post(f"/join/{invitation.token}/", FORM | changes)


def test_an_invitation_link_works_once_when_an_owner_invites_someone(owner_client):
    owner_client.post("/studio/team/invite/", {"label": "Uwe", "role": "uploader"})
    page = owner_client.get("/studio/team/").content.decode()
    path = re.search(r"http://localhost:8000(/join/[\w-]+/)", page)[1]
    guest = Client()
    assert "You're invited" in guest.get(path).content.decode()
    assert guest.post(path, FORM).url == "/studio/"
    uwe = User.objects.get(email="uwe@example.org")
    assert (uwe.role, uwe.is_owner) == ("uploader", False)
    assert guest.get("/studio/").status_code == 200
    assert Client().get(path).status_code == 404
    assert path not in owner_client.get("/studio/team/").content.decode()


def test_there_are_several_owners_when_one_is_invited(owner):
    invitation = Invitation.objects.invite(owner, label="Ben", role="owner")
    join(invitation)
    assert User.objects.owners().count() == 2


def test_revoked_used_expired_and_unknown_invitations_look_the_same(
    owner_client, owner, invitation
):
    now = timezone.now()
    pages = set()
    for change in ({"revoked_at": now}, {"used_at": now}, {"expires_at": now - timedelta(1)}):
        other = Invitation.objects.invite(owner, label="x")
        Invitation.objects.filter(pk=other.pk).update(**change)
        reply = Client().get(f"/join/{other.token}/")
        pages.add((reply.status_code, bare(reply)))
        assert join(other).status_code == 404
    invented = Client().get(f"/join/{'x' * 43}/")
    pages.add((invented.status_code, bare(invented)))
    assert len(pages) == 1
    assert not User.objects.filter(email=FORM["email"]).exists()


def test_an_invitation_stops_working_when_it_is_revoked(owner_client, invitation):
    owner_client.post(f"/studio/team/invitations/{invitation.pk}/revoke/")
    assert Client().get(f"/join/{invitation.token}/").status_code == 404


def test_the_database_does_not_contain_the_token(invitation):
    kept = Invitation.objects.filter(pk=invitation.pk).values_list().get()
    assert invitation.token not in map(str, kept)


def test_people_who_join_cannot_choose_their_role(invitation):
    join(invitation, role="owner", is_active="1", is_staff="1")
    assert not User.objects.get(email="uwe@example.org").is_owner


def test_users_are_signed_out_when_disabled_and_can_be_enabled_again(owner_client, uploader):
    guest = Client()
    guest.force_login(uploader)
    assert guest.get("/studio/").status_code == 200
    owner_client.post(f"/studio/team/{uploader.pk}/disable/")
    assert guest.get("/studio/").status_code == 302
    assert not Session.objects.for_user(uploader).exists()
    owner_client.post(f"/studio/team/{uploader.pk}/enable/")
    assert User.objects.get(pk=uploader.pk).is_active


def test_owners_cannot_disable_themselves(owner_client, owner):
    assert owner_client.post(f"/studio/team/{owner.pk}/disable/").status_code == 404
    owner.refresh_from_db()
    assert owner.is_active


@pytest.mark.parametrize("method", ["get", "post"])
def test_uploaders_get_404_for_all_team_pages(client, uploader, invitation, owner, method):
    client.force_login(uploader)
    for path in (
        "/studio/team/",
        "/studio/team/invite/",
        f"/studio/team/invitations/{invitation.pk}/revoke/",
        f"/studio/team/{owner.pk}/disable/",
        f"/studio/team/{owner.pk}/enable/",
    ):
        assert getattr(client, method)(path).status_code == 404
    assert Invitation.objects.open(timezone.now()).count() == 1


def test_the_query_count_stays_the_same_when_the_team_grows(
    owner_client, django_assert_num_queries, owner
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _ in range(2):
        for n in range(5):
            User.objects.create_user(f"{len(counts)}-{n}@x.org")
            Invitation.objects.invite(owner, label=str(n))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            owner_client.get("/studio/team/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
