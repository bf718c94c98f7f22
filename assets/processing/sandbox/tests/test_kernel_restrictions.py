"""Walls that the kernel keeps: which files may be touched, and what may not be asked at all."""

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
    not seccomp.is_supported(), reason="the numbers of system calls are not known for this machine"
)


def refusal(look, *arguments, into=None):
    with pytest.raises(ProcessingError) as broken:
        sandbox.run(look, *arguments, into=into)
    return broken.value.detail


@needs_landlock
def test_only_what_is_given_can_be_read(tmp_path):
    given, other = tmp_path / "given", tmp_path / "other"
    for path in (given, other):
        path.write_text("x")
    assert sandbox.run(Path.read_text, given) == "x"
    assert sandbox.run(lambda path: other.exists(), given) is True
    for name in (other, "/etc/passwd", "/proc/self/environ", f"/proc/{os.getpid()}/environ"):
        said = refusal(lambda given, name=name: os.open(name, os.O_RDONLY), given)
        assert "Permission denied" in said


@needs_landlock
def test_files_can_be_written_into_one_folder_only(tmp_path):
    into, outside = tmp_path / "into", tmp_path / "outside"
    into.mkdir()
    sandbox.run(lambda: (into / "a").write_text("x"), into=into)
    assert (into / "a").read_text() == "x"
    for path in (outside, into / ".." / "b", Path(f"/proc/{os.getpid()}/oom_score_adj")):
        said = refusal(lambda path=path: path.write_text("1"), into=into)
        assert "Permission denied" in said
    for act in (lambda: (into / "c").symlink_to("/"), lambda: (into / "d").mkdir()):
        assert "Permission denied" in refusal(act, into=into)
    assert "Permission denied" in refusal((into / "a").write_text, "y")
    assert {path.name for path in tmp_path.rglob("*")} == {"into", "a"}


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
def test_there_are_no_programs_no_network_and_no_other_processes(act):
    assert "Operation not permitted" in refusal(act)
