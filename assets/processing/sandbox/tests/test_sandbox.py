"""What a sandboxed process may do, and that nothing it does harms its parent."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assets.processing import sandbox
from assets.processing.problems import Problem, ProcessingError
from assets.processing.sandbox import Limits, seccomp
from clientpix.testing.installation import eventually

SHORT_LIMITS = Limits(cpu_seconds=1, wall=0.5)
SHORT_CPU_LIMIT = Limits(cpu_seconds=1, wall=60)


def run_expecting_error(function, *arguments, limits=sandbox.DEFAULT_LIMITS, folder=None):
    with pytest.raises(ProcessingError) as raised:
        sandbox.run(function, *arguments, limits=limits, folder=folder)
    return raised.value


def list_children():
    return Path("/proc/thread-self/children").read_text().split()


def count_open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


def spin():
    while True:
        pass


def echo(value):
    return value


def crash():
    ctypes.string_at(0)


def allocate_at_once():
    return len(bytearray(4 << 30))


def allocate_gradually():
    blocks = []
    while True:
        blocks.append(bytearray(1 << 20))


def write_to_stderr():
    os.write(2, b"libwhatever: line 17 is odd\n" * 100_000)
    raise ValueError


def test_return_value_comes_back():
    value = {"width": 3, "files": [{"path": "a"}], "shade": None, "ratio": 1.5, "name": "żółw"}
    assert sandbox.run(echo, value) == value


@pytest.mark.parametrize(
    ("function", "limits", "problem"),
    [
        (allocate_at_once, sandbox.DEFAULT_LIMITS, Problem.OUT_OF_MEMORY),
        (allocate_gradually, Limits(memory=100 << 20), Problem.OUT_OF_MEMORY),
        (spin, SHORT_CPU_LIMIT, Problem.TIMED_OUT),
        (spin, SHORT_LIMITS._replace(cpu_seconds=60), Problem.TIMED_OUT),
        (lambda: time.sleep(60), SHORT_LIMITS, Problem.TIMED_OUT),
        (crash, sandbox.DEFAULT_LIMITS, Problem.CRASHED),
        (os.abort, sandbox.DEFAULT_LIMITS, Problem.CRASHED),
        (lambda: os._exit(3), sandbox.DEFAULT_LIMITS, Problem.CRASHED),
        (lambda: os._exit(0), sandbox.DEFAULT_LIMITS, Problem.CRASHED),
        (sys.exit, sandbox.DEFAULT_LIMITS, Problem.CRASHED),
        (lambda: "x" * (2 << 20), sandbox.DEFAULT_LIMITS, Problem.OUTPUT_TOO_LARGE),
        (object, sandbox.DEFAULT_LIMITS, Problem.DAMAGED),
        (lambda: 1 // 0, sandbox.DEFAULT_LIMITS, Problem.DAMAGED),
        (
            lambda: (_ for _ in ()).throw(ProcessingError(Problem.NO_EMBEDDED_PREVIEW)),
            sandbox.DEFAULT_LIMITS,
            Problem.NO_EMBEDDED_PREVIEW,
        ),
    ],
)
def test_every_failure_is_raised_as_one_problem(function, limits, problem):
    assert run_expecting_error(function, limits=limits).problem == problem


def test_stderr_of_a_library_is_part_of_the_detail_but_shortened():
    detail = run_expecting_error(write_to_stderr).detail
    assert "ValueError" in detail
    crashed = run_expecting_error(lambda: (os.write(2, b"odd\n" * 100_000), crash())).detail
    assert "SIGSEGV" in crashed
    assert "odd" in crashed
    assert len(crashed) < 3000


def test_file_cannot_grow_beyond_the_limit(tmp_path):
    def write():
        (tmp_path / "a").write_bytes(bytes(2 << 20))

    limits = Limits(output=1 << 20)
    assert (
        run_expecting_error(write, limits=limits, folder=tmp_path).problem
        == Problem.OUTPUT_TOO_LARGE
    )
    assert (tmp_path / "a").stat().st_size <= 1 << 20


def test_decoder_may_start_threads():
    def work():
        results = []
        thread = threading.Thread(target=results.append, args=[1])
        thread.start()
        thread.join()
        return results

    assert sandbox.run(work) == [1]


def test_files_and_sockets_of_the_parent_are_closed():
    def count_open_files_inside():
        open_fds = []
        for fd in range(3, 200):
            try:
                os.fstat(fd)
            except OSError:
                continue
            open_fds.append(fd)
        return len(open_fds)

    one, other = socket.socketpair()
    with one, other, Path(os.devnull).open():
        assert sandbox.run(count_open_files_inside) == 1


def test_signal_handlers_of_the_parent_are_not_called(tmp_path):
    def handle(*_):
        (tmp_path / "called").touch()

    def raise_signal():
        signal.raise_signal(signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, handle)
    try:
        assert "SIGTERM" in run_expecting_error(raise_signal, folder=tmp_path).detail
    finally:
        signal.signal(signal.SIGTERM, before)
    assert not (tmp_path / "called").exists()


def test_processes_it_started_end_with_it(tmp_path, monkeypatch):
    # Without this, the kernel would refuse to start any.
    monkeypatch.setattr(seccomp, "AUDIT_ARCHITECTURES", {})

    def start():
        pid = os.fork()
        if not pid:
            time.sleep(600)
        return pid

    started = time.monotonic()
    grandchild = sandbox.run(start)
    assert time.monotonic() - started < 300
    eventually(lambda: not is_alive(grandchild))


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


PARENT = """
import os, time
from assets.processing import sandbox
print(os.getpid(), flush=True)
sandbox.run(time.sleep, 600, limits=sandbox.Limits(wall=600))
"""


def claim_missing_program():
    raise ProcessingError(Problem.EXIFTOOL_MISSING)


def test_child_cannot_claim_that_the_server_lacks_a_program():
    assert run_expecting_error(claim_missing_program).problem is Problem.CRASHED


def test_child_ends_with_its_parent():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    with parent:
        parent.stdout.readline()
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
        eventually(children.read_text)
        child = children.read_text().strip()
        parent.kill()
    eventually(lambda: not is_alive(child))


def test_no_child_is_left_when_waiting_is_interrupted():
    def interrupt(*_):
        raise KeyboardInterrupt

    children, before = list_children(), signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            sandbox.run(time.sleep, 600, limits=Limits(wall=600))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert list_children() == children


def test_a_hundred_runs_leave_no_process_and_no_open_file():
    failures = [None, crash, allocate_at_once, write_to_stderr]
    before = count_open_files(), list_children()
    for number in range(100):
        if function := failures[number % 4]:
            run_expecting_error(function)
        else:
            assert sandbox.run(echo, number) == number
    assert (count_open_files(), list_children()) == before
