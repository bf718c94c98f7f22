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
    """As `/media/` asks, which takes the letter u off and gives the rest in two parts."""
    pk, epoch, _album = door.removeprefix("u").split(".")
    return doors.is_open(SimpleNamespace(id=pk, epoch=epoch))


def test_a_door_leads_to_one_person(anna):
    other = baker.make(User, email="ben@example.org", role="owner")
    assert re.fullmatch(rf"u{anna.pk.hex}\.[A-Za-z0-9_-]{{16}}\.0", doors.for_user(anna))
    assert is_open(doors.for_user(anna))
    assert not is_open(doors.for_user(anna).replace(anna.pk.hex, other.pk.hex))


def test_a_door_stays_as_it_is(anna):
    before = doors.for_user(anna)
    anna.name, anna.email = "Anna", "a@example.org"
    anna.save()
    assert doors.for_user(User.objects.get()) == before


def test_a_new_password_closes_it(anna):
    before = doors.for_user(anna)
    anna.set_password("another long word")
    anna.save()
    assert not is_open(before)
    assert is_open(doors.for_user(anna))


def test_another_role_closes_it(anna):
    before = doors.for_user(anna)
    User.objects.update(role="uploader")
    assert not is_open(before)


def test_it_is_closed_while_its_person_is_disabled(anna):
    before = doors.for_user(anna)
    User.objects.update(is_active=False)
    assert not is_open(before)
    assert not is_open(doors.for_user(User.objects.get()))
    User.objects.update(is_active=True)
    assert is_open(before)


def test_nobody_stands_behind_an_invented_one(anna):
    assert not is_open(f"u{'0' * 32}.{doors.for_user(anna).split('.')[1]}.0")


def test_nothing_of_a_password_can_be_read_off_it(anna, settings):
    before = doors.for_user(anna)
    settings.SECRET_KEY = "another key"
    assert doors.for_user(anna) != before
