"""Dedup never trusts a name: what lies there and is not what came gives way to what came."""

import os
import threading
import time

import pytest

from assets.models import Asset
from assets.storage import paths, vault
from assets.storage.tests.test_vault import arriving, print_of
from assets.tests.factories.assets import keep
from assets.tests.factories.files import jpeg

DAMAGES = {
    "empty": lambda content: b"",
    "truncated": lambda content: content[: len(content) // 2],
    "flipped": lambda content: content[:99] + bytes([content[99] ^ 1]) + content[100:],
}
EACH = pytest.mark.parametrize("each", [10, pytest.param(100, marks=pytest.mark.long)])


def key_of(content):
    return paths.original_key(print_of(content).sha256, "jpg")


def stored(key):
    return b"".join(vault.open_range(key, 0, vault.stat(key).size))


def plant(settings, content, damaged):
    """Something else at its address, since the last time that anybody looked."""
    path = settings.PHOTOS / key_of(content)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(damaged)
    os.utime(path, (time.time() + 1,) * 2)


def aside():
    return sorted(map(stored, vault.walk("quarantine")))


@EACH
@pytest.mark.parametrize("is_here_already", [False, True])
@pytest.mark.django_db
def test_every_damaged_file_is_healed_by_its_next_arrival(settings, each, is_here_already):
    planted = {}
    for damage in DAMAGES.values():
        for content in (jpeg() for _ in range(each)):
            planted[content] = damage(content)
            if is_here_already:
                keep(content)
            plant(settings, content, planted[content])
    for content in planted:
        keep(content)
    healed = [content for content in planted if stored(key_of(content)) == content]
    assert len(healed) == len(planted) == Asset.objects.count() == 3 * each
    assert aside() == sorted(planted.values())


def test_while_a_file_is_healed_by_several_it_is_there_at_every_moment(settings):
    """And it is put aside once: who comes second finds it whole."""
    contents = [jpeg() for _ in range(20)]
    for content in contents:
        plant(settings, content, b"damaged")
    seen, is_over = set(), threading.Event()

    def heal():
        for content in contents:
            with arriving(content) as path:
                vault.replace(path, key_of(content), print_of(content))

    def look():
        while not is_over.is_set():
            seen.update(vault.stat(key_of(content)) is not None for content in contents)

    healers, looker = (
        [threading.Thread(target=heal) for _ in range(4)],
        threading.Thread(target=look),
    )
    for thread in [looker, *healers]:
        thread.start()
    for thread in healers:
        thread.join()
    is_over.set()
    looker.join()
    assert seen == {True}
    assert [stored(key_of(content)) for content in contents] == contents
    assert aside() == [b"damaged"] * len(contents)
    assert list(vault.walk("incoming")) == []
