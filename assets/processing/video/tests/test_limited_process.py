"""What a child process may take, and that none outlives whoever asked for it."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from assets.processing.problems import Problem, ProcessingError
from assets.processing.video import limited_process
from assets.processing.video.limited_process import MEBIBYTE, Limits
from clientpix.testing.installation import eventually

SLEEPS = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these walls")


def python(code):
    return [sys.executable, "-I", "-S", "-c", code]


def why(command, **limits):
    with pytest.raises(ProcessingError) as trouble:
        limited_process.run(command, Limits(**limits))
    return trouble.value.problem


def is_alive(pid):
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    return False


def test_what_is_said_comes_back():
    assert limited_process.run_for_output(python("print('yes')"), Limits()) == b"yes\n"


def test_what_never_ends_is_ended_with_all_that_it_started(tmp_path):
    note = tmp_path / "pid"
    shell = ["sh", "-c", f"sleep 60 & echo $! > {note}; wait"]
    assert why(shell, seconds=3) is Problem.TIMED_OUT
    eventually(lambda: not is_alive(int(note.read_text())), what="the end of the child's child")


def test_what_only_computes_is_ended_by_the_kernel():
    assert why(python("while True: pass"), seconds=30, threads=0) is Problem.TIMED_OUT


def test_a_file_grows_no_larger_than_it_may(tmp_path):
    code = f"open({str(tmp_path / 'large')!r}, 'wb').write(bytes(2 << 20))"
    assert why(python(code), output=MEBIBYTE) is Problem.OUTPUT_TOO_LARGE
    assert (tmp_path / "large").stat().st_size <= MEBIBYTE


@linux
def test_memory_is_bounded():
    code = f"bytearray({512 * MEBIBYTE})"
    assert why(python(code), memory=256 * MEBIBYTE) is Problem.DAMAGED
    limited_process.run(python(code), Limits(memory=1024 * MEBIBYTE))


def test_large_pictures_and_many_threads_get_more_memory():
    assert (
        limited_process.memory_for(1920 * 1080, 2)
        < 2048 * MEBIBYTE
        < limited_process.memory_for(7680 * 4320, 2)
    )
    assert limited_process.memory_for(7680 * 4320, 2) < limited_process.memory_for(7680 * 4320, 8)


@linux
def test_where_memory_runs_out_the_child_goes_first():
    said = limited_process.run_for_output(
        python("print(open('/proc/self/oom_score_adj').read())"), Limits()
    )
    assert int(said) >= 500


def test_who_says_too_much_is_not_heard_out():
    code = "while True: print('x' * 1000)"
    with pytest.raises(ProcessingError) as trouble:
        limited_process.run_for_output(python(code), Limits())
    assert trouble.value.problem is Problem.METADATA_TOO_LARGE


def test_of_a_long_complaint_the_end_is_kept():
    code = "import sys; sys.exit('x' * 100000 + 'the end')"
    with pytest.raises(ProcessingError) as trouble:
        limited_process.run(python(code), Limits())
    assert len(trouble.value.detail) <= limited_process.MAX_STDERR
    assert trouble.value.detail.endswith("the end")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os.abort()", Problem.CRASHED),
        ("import sys; sys.exit('x: Cannot allocate memory')", Problem.OUT_OF_MEMORY),
        ("import sys; sys.exit('x: No space left on device')", Problem.DISK_FULL),
        ("import sys; sys.exit('x: Invalid data')", Problem.DAMAGED),
    ],
)
def test_a_bad_end_has_a_reason(code, expected):
    assert why(python(code)) is expected


def test_a_child_knows_none_of_our_secrets(monkeypatch):
    monkeypatch.setenv("CLIENTPIX_SECRET_KEY", "hush")
    said = limited_process.run_for_output(python("import os; print(os.environ)"), Limits())
    assert b"hush" not in said
    assert b"PATH" in said


def test_a_child_is_asked_nothing_and_lets_others_go_first():
    code = "import os, sys; print(repr(sys.stdin.read()), os.nice(0) >= 10, os.getpgid(0))"
    said = limited_process.run_for_output(python(code), Limits()).decode().split()
    assert said[:2] == ["''", "True"]
    assert int(said[2]) != os.getpgid(0)


@linux
def test_a_child_finds_no_network():
    try:
        limited_process.run(
            ["unshare", *([] if os.geteuid() == 0 else ["-r"]), "-n", "true"], Limits()
        )
    except ProcessingError:
        pytest.skip("this machine does not let a process leave the network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        with socket.create_connection(address):
            server.accept()[0].close()
        code = f"import socket; socket.create_connection({address!r}, 5)"
        assert why(python(code)) is Problem.DAMAGED


def test_life_is_shown_every_second_even_where_nothing_is_said():
    beats = []
    limited_process.run(
        python("import time; time.sleep(4)"), Limits(), on_tick=lambda: ticks.append(1)
    )
    assert len(beats) >= 2


def test_an_exception_in_a_beat_ends_the_child():
    heard = bytearray()

    def beat():
        if heard:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        limited_process.run(python(SLEEPS), Limits(), heard.extend, beat)
    assert not is_alive(int(heard))


@linux
def test_no_child_outlives_a_killed_parent():
    code = (
        "import sys; sys.path.insert(0, ''); from assets.processing.video import limited_process; "
        f"limited_process.run([sys.executable, '-c', {SLEEPS!r}], limited_process.Limits(),"
        " lambda said: print(said.decode(), flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.send_signal(signal.SIGKILL)
    eventually(lambda: not is_alive(child), what="the end of the child")
