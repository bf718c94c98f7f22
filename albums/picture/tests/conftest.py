import pytest
from django.test import Client

from albums.tests.factories import stored_files


@pytest.fixture
def anna(owner):
    return stored_files.get_album("Anna")


@pytest.fixture
def uploader_client(uploader):
    client = Client()
    client.force_login(uploader)
    return client
