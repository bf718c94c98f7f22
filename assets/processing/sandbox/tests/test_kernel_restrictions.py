"""What the kernel refuses a sandboxed process: other files, and dangerous system calls."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from assets.processing import sandbox
from assets.processing.problems import ProcessingError
from assets.processing.sandbox import landlock, seccomp

needs_landlock = pytest.mark.skipif(
    not landlock.abi_version(), reason="this kernel has no Landlock"
)
needs_refusals = pytest.mark.skipif(
    not seccomp.is_supported(), reason="the system calls of this architecture are not known"
)


def run_expecting_error(function, *arguments, folder=None):
    with pytest.raises(ProcessingError) as error:
        sandbox.run(function, *arguments, folder=folder)
    return error.value.detail


@needs_landlock
def test_only_files_among_the_arguments_can_be_read(tmp_path):
    argument, other = tmp_path / "argument", tmp_path / "other"
    for path in (argument, other):
        path.write_text("x")
    assert sandbox.run(Path.read_text, argument) == "x"
    assert sandbox.run(lambda path: other.exists(), argument) is True
    for name in (other, "/etc/passwd", "/proc/self/environ", f"/proc/{os.getpid()}/environ"):
        detail = run_expecting_error(
            lambda argument, name=name: os.open(name, os.O_RDONLY), argument
        )
        assert "Permission denied" in detail


@needs_landlock
def test_files_can_be_written_to_one_folder_only(tmp_path):
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    sandbox.run(lambda: (folder / "a").write_text("x"), folder=folder)
    assert (folder / "a").read_text() == "x"
    for path in (outside, folder / ".." / "b", Path(f"/proc/{os.getpid()}/oom_score_adj")):
        detail = run_expecting_error(lambda path=path: path.write_text("1"), folder=folder)
        assert "Permission denied" in detail
    for act in (lambda: (folder / "c").symlink_to("/"), lambda: (folder / "d").mkdir()):
        assert "Permission denied" in run_expecting_error(act, folder=folder)
    assert "Permission denied" in run_expecting_error((folder / "a").write_text, "y")
    assert {path.name for path in tmp_path.rglob("*")} == {"folder", "a"}


@needs_refusals
@pytest.mark.parametrize(
    "act",
    [
        os.fork,
        lambda: subprocess.run(["true"], check=True),
        lambda: os.execv("/bin/true", ["true"]),
        socket.socket,
        lambda: socket.socket(socket.AF_UNIX),
        lambda: os.kill(os.getppid(), signal.SIGTERM),
        lambda: os.killpg(os.getpgid(os.getppid()), signal.SIGTERM),
        lambda: signal.pidfd_send_signal(os.pidfd_open(os.getppid()), signal.SIGTERM),
        os.setsid,
    ],
)
def test_programs_network_and_other_processes_are_refused(act):
    assert "Operation not permitted" in run_expecting_error(act)
