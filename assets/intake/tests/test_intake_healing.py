"""A stored file that isn't equal to the one received is replaced, even if the name exists."""

import os
import threading
import time

import pytest

from assets.models import Asset
from assets.storage import paths, vault
from assets.storage.tests.test_vault import fingerprint_of, incoming_file
from assets.tests.factories.assets import keep
from assets.tests.factories.files import jpeg

DAMAGES = {
    "empty": lambda content: b"",
    "truncated": lambda content: content[: len(content) // 2],
    "flipped": lambda content: content[:99] + bytes([content[99] ^ 1]) + content[100:],
}
EACH = pytest.mark.parametrize("each", [10, pytest.param(100, marks=pytest.mark.long)])


def key_of(content):
    return paths.original_key(fingerprint_of(content).sha256, "jpg")


def read_stored(key):
    return b"".join(vault.open_range(key, 0, vault.stat(key).size))


def store_damaged(settings, content, damaged):
    """Store something else under the key of this content, after its last verification."""
    path = settings.PHOTOS / key_of(content)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(damaged)
    os.utime(path, (time.time() + 1,) * 2)


def quarantined():
    return sorted(map(read_stored, vault.walk("quarantine")))


@EACH
@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.django_db
def test_every_damaged_file_is_replaced_when_received_again(settings, each, is_known):
    damaged_contents = {}
    for damage in DAMAGES.values():
        for content in (jpeg() for _ in range(each)):
            damaged_contents[content] = damage(content)
            if is_known:
                keep(content)
            store_damaged(settings, content, damaged_contents[content])
    for content in damaged_contents:
        keep(content)
    replaced = [content for content in damaged_contents if read_stored(key_of(content)) == content]
    assert len(replaced) == len(damaged_contents) == Asset.objects.count() == 3 * each
    assert quarantined() == sorted(damaged_contents.values())


def test_file_never_disappears_while_several_replace_it(settings):
    # It's quarantined only once, because the other threads find it intact.
    contents = [jpeg() for _ in range(20)]
    for content in contents:
        store_damaged(settings, content, b"damaged")
    seen, is_over = set(), threading.Event()

    def replace_all():
        for content in contents:
            with incoming_file(content) as path:
                vault.replace(path, key_of(content), fingerprint_of(content))

    def watch():
        while not is_over.is_set():
            seen.update(vault.stat(key_of(content)) is not None for content in contents)

    replacers, watcher = (
        [threading.Thread(target=replace_all) for _ in range(4)],
        threading.Thread(target=watch),
    )
    for thread in [watcher, *replacers]:
        thread.start()
    for thread in replacers:
        thread.join()
    is_over.set()
    watcher.join()
    assert seen == {True}
    assert [read_stored(key_of(content)) for content in contents] == contents
    assert quarantined() == [b"damaged"] * len(contents)
    assert list(vault.walk("incoming")) == []
