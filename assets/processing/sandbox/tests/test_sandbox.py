"""What a fenced process may do, and that whatever it does is the end of nobody else."""

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

QUICK = Limits(cpu_seconds=1, wall=0.5)
PATIENT = Limits(cpu_seconds=1, wall=60)


def trouble(look, *arguments, limits=sandbox.DEFAULT_LIMITS, into=None):
    with pytest.raises(ProcessingError) as broken:
        sandbox.run(look, *arguments, limits=limits, into=into)
    return broken.value


def children():
    return Path("/proc/thread-self/children").read_text().split()


def handles():
    return len(list(Path("/proc/self/fd").iterdir()))


def turn_round():
    while True:
        pass


def tell(anything):
    return anything


def crash():
    ctypes.string_at(0)


def hog():
    return len(bytearray(4 << 30))


def hog_bit_by_bit():
    kept = []
    while True:
        kept.append(bytearray(1 << 20))


def complain():
    os.write(2, b"libwhatever: line 17 is odd\n" * 100_000)
    raise ValueError


def test_what_is_seen_inside_is_told_outside():
    seen = {"width": 3, "files": [{"path": "a"}], "shade": None, "ratio": 1.5, "name": "żółw"}
    assert sandbox.run(tell, seen) == seen


@pytest.mark.parametrize(
    ("look", "limits", "why"),
    [
        (hog, sandbox.DEFAULT_LIMITS, Problem.OUT_OF_MEMORY),
        (hog_bit_by_bit, Limits(memory=100 << 20), Problem.OUT_OF_MEMORY),
        (turn_round, PATIENT, Problem.TIMED_OUT),
        (turn_round, QUICK._replace(cpu_seconds=60), Problem.TIMED_OUT),
        (lambda: time.sleep(60), QUICK, Problem.TIMED_OUT),
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
def test_whatever_happens_inside_is_one_trouble_outside(look, limits, why):
    assert trouble(look, limits=limits).problem == why


def test_what_a_library_complained_of_is_told_in_short():
    said = trouble(complain).detail
    assert "ValueError" in said
    crashed = trouble(lambda: (os.write(2, b"odd\n" * 100_000), crash())).detail
    assert "SIGSEGV" in crashed
    assert "odd" in crashed
    assert len(crashed) < 3000


def test_a_file_cannot_become_larger_than_it_may(tmp_path):
    def write():
        (tmp_path / "a").write_bytes(bytes(2 << 20))

    limits = Limits(output=1 << 20)
    assert trouble(write, limits=limits, into=tmp_path).problem == Problem.OUTPUT_TOO_LARGE
    assert (tmp_path / "a").stat().st_size <= 1 << 20


def test_a_decoder_may_have_threads():
    def work():
        seen = []
        thread = threading.Thread(target=seen.append, args=[1])
        thread.start()
        thread.join()
        return seen

    assert sandbox.run(work) == [1]


def test_nothing_of_the_parent_is_left_open():
    def handles_inside():
        seen = []
        for number in range(3, 200):
            try:
                os.fstat(number)
            except OSError:
                continue
            seen.append(number)
        return len(seen)

    one, other = socket.socketpair()
    with one, other, Path(os.devnull).open():
        assert sandbox.run(handles_inside) == 1


def test_handlers_of_the_parent_are_not_called_inside(tmp_path):
    def handle(*_):
        (tmp_path / "called").touch()

    def end():
        signal.raise_signal(signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, handle)
    try:
        assert "SIGTERM" in trouble(end, into=tmp_path).detail
    finally:
        signal.signal(signal.SIGTERM, before)
    assert not (tmp_path / "called").exists()


def test_what_it_has_started_ends_with_it(tmp_path, monkeypatch):
    """Where the kernel cannot be told to refuse it."""
    monkeypatch.setattr(seccomp, "AUDIT_ARCHITECTURES", {})

    def start():
        pid = os.fork()
        if not pid:
            time.sleep(600)
        return pid

    started = time.monotonic()
    left = sandbox.run(start)
    assert time.monotonic() - started < 300
    eventually(lambda: not is_alive(left))


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


PARENT = """
import os, time
from assets.processing import sandbox as fence
print(os.getpid(), flush=True)
fence.run(time.sleep, 600, limits=fence.Limits(wall=600))
"""


def test_it_ends_with_its_parent():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    with parent:
        parent.stdout.readline()
        kin = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
        eventually(kin.read_text)
        child = kin.read_text().strip()
        parent.kill()
    eventually(lambda: not is_alive(child))


def test_who_stops_waiting_leaves_nobody_behind():
    def interrupt(*_):
        raise KeyboardInterrupt

    kin, before = children(), signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            sandbox.run(time.sleep, 600, limits=Limits(wall=600))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert children() == kin


def test_a_hundred_looks_leave_nothing_behind():
    open_before, kin = handles(), children()
    for number in range(100):
        look, *arguments = [(tell, number), (crash,), (hog,), (complain,)][number % 4]
        if number % 4:
            trouble(look, *arguments)
        else:
            assert sandbox.run(look, *arguments) == number
    assert (handles(), children()) == (open_before, kin)
