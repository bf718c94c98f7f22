import re
from types import SimpleNamespace

import pytest
from model_bakery import baker

from accounts import doors
from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def anna():
    return baker.make(User, email="anna@example.org", role="owner")


def is_open(door):
    # The media views pass the door without its letter, split into two parts.
    pk, epoch, _album = door.removeprefix("u").split(".")
    return doors.is_open(SimpleNamespace(id=pk, epoch=epoch))


def test_a_door_belongs_to_one_user(anna):
    other = baker.make(User, email="ben@example.org", role="owner")
    assert re.fullmatch(rf"u{anna.pk.hex}\.[A-Za-z0-9_-]{{16}}\.0", doors.for_user(anna))
    assert is_open(doors.for_user(anna))
    assert not is_open(doors.for_user(anna).replace(anna.pk.hex, other.pk.hex))


def test_a_door_stays_open_when_name_and_email_change(anna):
    before = doors.for_user(anna)
    anna.name, anna.email = "Anna", "a@example.org"
    anna.save()
    assert doors.for_user(User.objects.get()) == before


def test_a_door_closes_when_the_password_changes(anna):
    before = doors.for_user(anna)
    anna.set_password("another long word")
    anna.save()
    assert not is_open(before)
    assert is_open(doors.for_user(anna))


def test_a_door_closes_when_the_role_changes(anna):
    before = doors.for_user(anna)
    User.objects.update(role="uploader")
    assert not is_open(before)


def test_a_door_is_closed_while_the_user_is_disabled(anna):
    before = doors.for_user(anna)
    User.objects.update(is_active=False)
    assert not is_open(before)
    assert not is_open(doors.for_user(User.objects.get()))
    User.objects.update(is_active=True)
    assert is_open(before)


def test_a_door_of_an_unknown_user_is_closed(anna):
    assert not is_open(f"u{'0' * 32}.{doors.for_user(anna).split('.')[1]}.0")


def test_a_door_depends_on_the_secret_key(anna, settings):
    before = doors.for_user(anna)
    settings.SECRET_KEY = "another key"
    assert doors.for_user(anna) != before
