"""Small loop-mounted disks that tests can fill up or cut the power of."""

import fcntl
import os
import shutil
import subprocess
import time
from contextlib import suppress

import pytest

FS_IOC_SHUTDOWN = 0x8004587D
WITHOUT_A_LAST_FLUSH = (2).to_bytes(4, "little")
PATIENCE = 120


class NoDisk(Exception):
    """This machine cannot mount such a disk."""


class SmallDisk:
    """An ext4 file system in a file."""

    def __init__(self, folder, megabytes):
        self.image, self.path = folder / "disk.img", folder / "disk"
        self.path.mkdir(parents=True)
        with self.image.open("wb") as image:
            image.truncate(megabytes * 1024**2)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=0", self.image)

    def mount(self):
        # By default ext4 writes its journal every 5 s, which would save what nobody synced from a
        # power cut on a slow machine, and hide a missing fsync.
        _run("mount", "-o", "loop,commit=300", self.image, self.path)

    def cut_power(self):
        """Simulate a power cut: whatever is not on the disk yet is lost."""
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, FS_IOC_SHUTDOWN, WITHOUT_A_LAST_FLUSH)
        finally:
            os.close(descriptor)

    def unmount(self):
        # The kernel closes the files of a killed process only after a moment.
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return _run("umount", self.path)
            except NoDisk:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def free(self):
        return shutil.disk_usage(self.path).free

    def close(self):
        """Remove the mount and the loop device, whatever has happened."""
        try:
            if self.path.is_mount():
                self.unmount()
        except NoDisk:
            _run("umount", "-l", self.path)
        finally:
            for device in _run("losetup", "-n", "-O", "NAME", "-j", self.image).split():
                with suppress(NoDisk):  # the kernel removes it with its last user
                    _run("losetup", "-d", device)
            self.image.unlink()


@pytest.fixture
def small_disk(tmp_path):
    """Return a function that mounts a small disk. Skip the test where that is not allowed."""
    made = []

    def make(megabytes):
        if os.geteuid():
            pytest.skip("only root may mount a small disk")
        try:
            made.append(SmallDisk(tmp_path / f"disk{len(made)}", megabytes))
            made[-1].mount()
        except NoDisk as error:
            pytest.skip(f"no small disk can be made here: {error}")
        return made[-1]

    yield make
    for disk in made:
        disk.close()


def _run(*command):
    try:
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=True)
    except FileNotFoundError as error:
        raise NoDisk(f"{command[0]} is not installed") from error
    except subprocess.CalledProcessError as error:
        raise NoDisk(error.stderr.strip()) from error
    return done.stdout
