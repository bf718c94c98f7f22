"""Limits of a child process, and that it never outlives its parent."""

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

SLEEP_CODE = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def python_command(code):
    return [sys.executable, "-I", "-S", "-c", code]


def get_problem(command, **limits):
    with pytest.raises(ProcessingError) as error:
        limited_process.run(command, Limits(**limits))
    return error.value.problem


def is_alive(pid):
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    return False


def test_output_is_returned():
    assert limited_process.run_for_output(python_command("print('yes')"), Limits()) == b"yes\n"


def test_process_and_its_children_are_killed_after_the_timeout(tmp_path):
    note = tmp_path / "pid"
    shell = ["sh", "-c", f"sleep 60 & echo $! > {note}; wait"]
    assert get_problem(shell, seconds=3) is Problem.TIMED_OUT
    eventually(lambda: not is_alive(int(note.read_text())), what="the end of the child's child")


def test_cpu_time_is_limited():
    assert (
        get_problem(python_command("while True: pass"), seconds=30, threads=0) is Problem.TIMED_OUT
    )


def test_file_size_is_limited(tmp_path):
    code = f"open({str(tmp_path / 'large')!r}, 'wb').write(bytes(2 << 20))"
    assert get_problem(python_command(code), output=MEBIBYTE) is Problem.OUTPUT_TOO_LARGE
    assert (tmp_path / "large").stat().st_size <= MEBIBYTE


@linux
def test_memory_is_limited():
    code = f"bytearray({512 * MEBIBYTE})"
    assert get_problem(python_command(code), memory=256 * MEBIBYTE) is Problem.DAMAGED
    limited_process.run(python_command(code), Limits(memory=1024 * MEBIBYTE))


def test_memory_grows_with_pixels_and_threads():
    assert (
        limited_process.memory_for(1920 * 1080, 2)
        < 2048 * MEBIBYTE
        < limited_process.memory_for(7680 * 4320, 2)
    )
    assert limited_process.memory_for(7680 * 4320, 2) < limited_process.memory_for(7680 * 4320, 8)


@linux
def test_child_has_a_high_oom_score():
    output = limited_process.run_for_output(
        python_command("print(open('/proc/self/oom_score_adj').read())"), Limits()
    )
    assert int(output) >= 500


def test_output_is_limited():
    code = "while True: print('x' * 1000)"
    with pytest.raises(ProcessingError) as error:
        limited_process.run_for_output(python_command(code), Limits())
    assert error.value.problem is Problem.METADATA_TOO_LARGE


def test_end_of_a_long_error_message_is_kept():
    code = "import sys; sys.exit('x' * 100000 + 'the end')"
    with pytest.raises(ProcessingError) as error:
        limited_process.run(python_command(code), Limits())
    assert len(error.value.detail) <= limited_process.MAX_STDERR
    assert error.value.detail.endswith("the end")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os.abort()", Problem.CRASHED),
        ("import sys; sys.exit('x: Cannot allocate memory')", Problem.OUT_OF_MEMORY),
        ("import sys; sys.exit('x: No space left on device')", Problem.DISK_FULL),
        ("import sys; sys.exit('x: Invalid data')", Problem.DAMAGED),
    ],
)
def test_exit_is_classified(code, expected):
    assert get_problem(python_command(code)) is expected


def test_environment_of_the_child_has_no_secrets(monkeypatch):
    monkeypatch.setenv("CLIENTPIX_SECRET_KEY", "hush")
    output = limited_process.run_for_output(
        python_command("import os; print(os.environ)"), Limits()
    )
    assert b"hush" not in output
    assert b"PATH" in output


def test_child_has_no_stdin_a_low_priority_and_its_own_group():
    code = "import os, sys; print(repr(sys.stdin.read()), os.nice(0) >= 10, os.getpgid(0))"
    output = limited_process.run_for_output(python_command(code), Limits()).decode().split()
    assert output[:2] == ["''", "True"]
    assert int(output[2]) != os.getpgid(0)


@linux
def test_child_has_no_network():
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
        assert get_problem(python_command(code)) is Problem.DAMAGED


def test_ticks_come_every_second_without_output():
    ticks = []
    limited_process.run(
        python_command("import time; time.sleep(4)"), Limits(), on_tick=lambda: ticks.append(1)
    )
    assert len(ticks) >= 2


def test_child_is_killed_when_a_tick_raises():
    heard = bytearray()

    def on_tick():
        if heard:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        limited_process.run(python_command(SLEEP_CODE), Limits(), heard.extend, on_tick)
    assert not is_alive(int(heard))


@linux
def test_child_ends_with_a_killed_parent():
    code = (
        "import sys; sys.path.insert(0, ''); from assets.processing.video import limited_process; "
        f"limited_process.run([sys.executable, '-c', {SLEEP_CODE!r}], limited_process.Limits(),"
        " lambda output: print(output.decode(), flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.send_signal(signal.SIGKILL)
    eventually(lambda: not is_alive(child), what="the end of the child")
