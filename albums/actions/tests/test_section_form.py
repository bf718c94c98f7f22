"""The form that asks which section photos are moved to."""

import re

import pytest

from albums.actions.packed_ids import pack_ids
from albums.models import Placement, Section
from albums.tests.factories.selections import add_photos

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
URL = "/studio/albums/anna/acts/"


@pytest.fixture
def rows(anna, owner):
    return add_photos(anna, 4, owner)


@pytest.fixture
def party(anna):
    return Section.objects.create(album=anna, title="Party", order_key="a")


def submit(client, placements, **answers):
    chosen = pack_ids(placement.pk for placement in placements)
    fields = {f"answer-{name}": value for name, value in answers.items()}
    return client.post(
        URL, {"verb": "section", "chosen": chosen, "answered": "1", **fields}, headers=JSON
    )


def read_preselected(client, placements):
    ticked = [placement.pk.hex for placement in placements]
    page = client.post(URL, {"verb": "section", "placement": ticked}).content.decode()
    radios = re.findall(r'<input type="radio"[^>]*>', page)
    return [re.search(r'value="([^"]*)"', radio)[1] for radio in radios if "checked" in radio]


def test_the_section_of_the_photos_is_preselected(owner_client, anna, rows, party):
    cake = Section.objects.create(album=anna, title="Cake", order_key="b")
    submit(owner_client, rows[:2], section=cake.pk)
    submit(owner_client, rows[2:], section=party.pk)
    assert read_preselected(owner_client, rows[:2]) == [str(cake.pk)]


def test_the_last_chosen_section_is_preselected_when_the_photos_share_none(
    owner_client, rows, party
):
    submit(owner_client, rows[:1], section=party.pk)
    assert read_preselected(owner_client, rows[2:]) == [str(party.pk)]
    assert read_preselected(owner_client, rows[:2]) == [str(party.pk)]


def test_nothing_is_preselected_when_no_section_was_chosen_before(owner_client, rows, party):
    assert read_preselected(owner_client, rows) == []
    submit(owner_client, rows[:1], section=party.pk)
    party.delete()
    assert read_preselected(owner_client, rows) == []


def test_photos_stay_in_their_section_when_nothing_is_chosen(owner_client, rows, party):
    submit(owner_client, rows, section=party.pk)
    reply = submit(owner_client, rows, title="")
    assert "Choose a section" in reply.content.decode()
    assert Placement.objects.filter(section=party).count() == len(rows)
    submit(owner_client, rows, section="")
    assert Placement.objects.filter(section=None).count() == len(rows)
