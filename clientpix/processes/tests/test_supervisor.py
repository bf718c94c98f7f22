import signal
import sys
import threading

import pytest

from clientpix.processes.supervisor import MAX_RESTART_DELAY, ManagedProcess, Supervisor
from clientpix.testing.installation import PATIENCE, eventually
from clientpix.testing.server import is_gone

EXITS_AT_ONCE = "import sys; sys.exit({code})"
RUNS_ON = "import signal; signal.signal(signal.SIGTERM, signal.{how}); {then}signal.pause()"


def program(code):
    return lambda managed: [sys.executable, "-c", code]


def run_until(supervisor, enough):
    """Run SUPERVISOR in a thread until the event ENOUGH is set, then stop it."""
    thread = threading.Thread(target=supervisor.run, kwargs={"every": 0.05})
    thread.start()
    assert enough.wait(PATIENCE)
    supervisor.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_process_is_restarted_at_once_when_it_exits_cleanly():
    enough, ends = threading.Event(), []

    def ended(managed, code):
        ends.append(code)
        if len(ends) >= 3:
            enough.set()

    managed = ManagedProcess("one", program(EXITS_AT_ONCE.format(code=0)))
    run_until(Supervisor([managed], 5, ended), enough)
    assert ends[:3] == [0, 0, 0]
    assert managed.failures == 0


def test_restart_pauses_grow_when_a_process_keeps_failing():
    managed = ManagedProcess("one", program(""), started_at=100.0)
    pauses = []
    for _ in range(8):
        managed.schedule_restart(now=100.0, code=1)
        pauses.append(managed.restart_at - 100.0)
    assert pauses == [1, 2, 4, 8, 16, MAX_RESTART_DELAY, MAX_RESTART_DELAY, MAX_RESTART_DELAY]


def test_earlier_failures_are_forgotten_when_the_process_ran_for_long():
    managed = ManagedProcess("one", program(""), failures=5)
    managed.schedule_restart(now=1000.0, code=-9)
    assert (managed.failures, managed.restart_at) == (0, 1001.0)


@pytest.mark.parametrize("code", [0, 3])
def test_errand_runs_once_whatever_its_exit_code(code):
    enough, ends = threading.Event(), []

    def ended(managed, number):
        ends.append((managed.name, number))
        if len(ends) >= 4:
            enough.set()

    errand = ManagedProcess("errand", program(EXITS_AT_ONCE.format(code=code)), runs_once=True)
    worker = ManagedProcess("worker", program(EXITS_AT_ONCE.format(code=0)))
    run_until(Supervisor([errand, worker], 5, ended), enough)
    assert [end for end in ends if end[0] == "errand"] == [("errand", code)]


def test_process_is_killed_when_it_ignores_the_termination_signal(tmp_path):
    enough, codes = threading.Event(), {}
    processes = [
        ManagedProcess(
            name, program(RUNS_ON.format(how=how, then=f"open({str(tmp_path / name)!r}, 'w');"))
        )
        for name, how in [("stubborn", "SIG_IGN"), ("polite", "SIG_DFL")]
    ]
    supervisor = Supervisor(
        processes, 3.0, lambda managed, code: codes.update({managed.name: code})
    )

    def check():
        if all((tmp_path / managed.name).exists() for managed in processes):
            enough.set()

    thread = threading.Thread(target=supervisor.run, args=(check, 0.05))
    thread.start()
    assert enough.wait(PATIENCE)
    supervisor.stop()
    thread.join(PATIENCE)
    assert codes == {"stubborn": -signal.SIGKILL, "polite": -signal.SIGTERM}


def test_processes_are_stopped_when_the_check_raises():
    managed = ManagedProcess("one", program(RUNS_ON.format(how="SIG_DFL", then="")))
    supervisor = Supervisor([managed], 5)
    seen = []

    def check():
        seen.append(managed.process)
        raise RuntimeError("the check failed")

    with pytest.raises(RuntimeError, match="the check failed"):
        supervisor.run(check)
    (process,) = seen
    assert process.returncode == -signal.SIGTERM


def test_children_of_a_process_are_killed_when_it_fails(tmp_path):
    # The restarted process would do the same work beside them.
    pid_file, enough = tmp_path / "helper", threading.Event()
    failing = (
        "import subprocess, pathlib; p = subprocess.Popen(['sleep', '1000']); "
        f"pathlib.Path({str(pid_file)!r}).write_text(str(p.pid)); raise SystemExit(1)"
    )
    run_until(
        Supervisor([ManagedProcess("one", program(failing))], 5, lambda *_: enough.set()), enough
    )
    eventually(lambda: is_gone(int(pid_file.read_text())))
