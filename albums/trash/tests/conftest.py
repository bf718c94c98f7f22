import pytest
from django.test import Client

from albums.tests.factories import stored_files


@pytest.fixture
def anna(owner):
    return stored_files.get_album("Anna")


@pytest.fixture
def ben(owner):
    return stored_files.get_album("Ben")


@pytest.fixture
def best(owner):
    return stored_files.get_album("Best of")


@pytest.fixture
def uploader_client(client, uploader, anna):
    """A browser of an uploader who is invited to Anna."""
    anna.uploaders.add(uploader)
    client.force_login(uploader)
    return client


@pytest.fixture
def second_owner_client(owner):
    client = Client()
    client.force_login(owner)
    return client
