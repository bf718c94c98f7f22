"""A storage backend in memory, to test the vault with more than one backend."""

import tempfile
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from assets.storage.backends import FileMissing, FileStat


class Memory(InMemoryStorage):
    def put(self, pairs):
        taken = {key for _path, key in pairs if self.exists(key)}
        for path, key in pairs:
            if key not in taken:
                self.save(key, ContentFile(Path(path).read_bytes()))
        return taken

    def replace(self, path, key, is_whole):
        if not is_whole(key):
            self.quarantine(key)
            self.put([(path, key)])

    def stat(self, key):
        if not self.exists(key):
            return None
        return FileStat(self.size(key), datetime.timestamp(self.get_modified_time(key)))

    def read(self, key, start, stop, block_size):
        if not self.exists(key):
            raise FileMissing(key)
        return self._read_blocks(self.open(key).read(), key, start, stop, block_size)

    def _read_blocks(self, content, key, start, stop, block_size):
        while start < stop:
            block = content[start : min(start + block_size, stop)]
            if not block:
                raise FileMissing(key)
            start += len(block)
            yield block

    @contextmanager
    def borrow(self, key):
        with tempfile.NamedTemporaryFile() as file:
            file.write(self.open(key).read())
            file.flush()
            yield Path(file.name)

    def quarantine(self, key, is_whole=lambda key: False):
        if self.exists(key) and not is_whole(key):
            target = self.get_available_name(f"quarantine/{key.replace('/', '_')}")
            self.save(target, ContentFile(self.open(key).read()))
            self.delete(key)

    def walk(self, folder, after=""):
        if not self.exists(folder):
            return
        folders, files = self.listdir(folder)
        for name in sorted([*folders, *files]):
            key = f"{folder}/{name}"
            if name in folders:
                yield from self.walk(key, after)
            elif key > after:
                yield key

    def accel_target(self, key):
        return f"/_store/{key}"

    def free(self):
        return 2**40
