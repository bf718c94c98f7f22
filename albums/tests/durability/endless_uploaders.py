"""Uploaders that never stop, for tests that kill them."""

import os
import random
import sys
import traceback
from itertools import count

from django.db import connection

from albums.tests.factories import stored_files
from clientpix.testing.crashes import in_a_fork

UPLOADERS = 4
LARGEST_GROUP = 16


def upload_forever(name, *without):
    """Upload in four processes. Each printed line is an acknowledged file: SHA-256 and size."""
    for what in without:
        {"fsync": _without_fsync, "synchronous": _synchronous_normal}[what]()
    in_a_fork(stored_files.get_album)
    for uploader in range(UPLOADERS):
        if not os.fork():
            try:
                _upload(name, uploader)
            finally:
                traceback.print_exc()
                os._exit(1)
    os.wait()


def _upload(name, uploader):
    # The first file of each group is the same for all uploaders, so that they compete.
    dice, album = random.Random(f"{name} {uploader}"), stored_files.get_album()
    for number in count():
        own_files = range(dice.randrange(LARGEST_GROUP))
        names = [f"{name} {number}", *(f"{name} {number} {uploader} {one}" for one in own_files)]
        group = [stored_files.fake_jpeg(one) for one in names]
        stored_files.store_in_album(group, album)
        lines = [f"{stored_files.sha256_of(content)} {len(content)}\n" for content in group]
        os.write(sys.stdout.fileno(), "".join(lines).encode())


def _without_fsync():
    os.fsync = lambda file: None


def _synchronous_normal():
    options = connection.settings_dict["OPTIONS"]
    options["init_command"] = options["init_command"].replace("FULL", "NORMAL")
