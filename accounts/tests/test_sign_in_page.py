import pytest

pytestmark = pytest.mark.django_db


def sign_in(client, password, address="192.0.2.1"):
    form = {"username": "owner@example.org", "password": password}
    return client.post("/admin/login/?next=/admin/", form, REMOTE_ADDR=address)


@pytest.fixture
def anna(owner):
    owner.set_password("a long enough word")
    owner.save()
    return owner


def test_the_owner_signs_in(client, anna):
    reply = sign_in(client, "a long enough word")
    assert (reply.status_code, reply.url) == (302, "/admin/")


def test_an_uploader_has_no_way_into_the_admin(client, uploader):
    uploader.set_password("a long enough word")
    uploader.save()
    form = {"username": uploader.email, "password": "a long enough word"}
    assert client.post("/admin/login/", form).status_code == 200


def test_guessing_is_stopped_for_the_guesser_alone(client, anna):
    assert [sign_in(client, "wrong").status_code for _ in range(22)] == [200] * 20 + [429] * 2
    refusal = sign_in(client, "a long enough word")
    assert refusal["Retry-After"] == "600"
    assert "Nothing is locked" in refusal.content.decode()
    assert sign_in(client, "a long enough word", address="198.51.100.7").status_code == 302
