import signal
import sys
import threading

import pytest

from clientpix.processes.supervisor import MAX_RESTART_DELAY, ManagedProcess, Supervisor
from clientpix.testing.installation import PATIENCE, eventually
from clientpix.testing.server import is_gone

ENDS_AT_ONCE = "import sys; sys.exit({code})"
STAYS = "import signal; signal.signal(signal.SIGTERM, signal.{how}); {then}signal.pause()"


def program(code):
    return lambda post: [sys.executable, "-c", code]


def run_until(supervisor, enough):
    """Run it in a thread until enough has happened, then stop it."""
    thread = threading.Thread(target=supervisor.run, kwargs={"every": 0.05})
    thread.start()
    assert enough.wait(PATIENCE)
    supervisor.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_process_that_ends_well_is_followed_at_once_by_another():
    enough, ends = threading.Event(), []

    def ended(post, code):
        ends.append(code)
        if len(ends) >= 3:
            enough.set()

    post = ManagedProcess("one", program(ENDS_AT_ONCE.format(code=0)))
    run_until(Supervisor([post], 5, ended), enough)
    assert ends[:3] == [0, 0, 0]
    assert post.falls == 0


def test_a_process_that_falls_is_started_again_after_ever_longer_pauses():
    post = ManagedProcess("one", program(""), started_at=100.0)
    pauses = []
    for _ in range(8):
        post.clear(now=100.0, code=1)
        pauses.append(post.start_at - 100.0)
    assert pauses == [1, 2, 4, 8, 16, MAX_RESTART_DELAY, MAX_RESTART_DELAY, MAX_RESTART_DELAY]


def test_who_has_lived_well_is_forgiven_earlier_falls():
    post = ManagedProcess("one", program(""), falls=5)
    post.clear(now=1000.0, code=-9)
    assert (post.falls, post.start_at) == (0, 1001.0)


@pytest.mark.parametrize("code", [0, 3])
def test_an_errand_is_done_once_however_it_ends(code):
    enough, ends = threading.Event(), []

    def ended(post, number):
        ends.append((post.name, number))
        if len(ends) >= 4:
            enough.set()

    errand = ManagedProcess("errand", program(ENDS_AT_ONCE.format(code=code)), is_errand=True)
    worker = ManagedProcess("worker", program(ENDS_AT_ONCE.format(code=0)))
    run_until(Supervisor([errand, worker], 5, ended), enough)
    assert [end for end in ends if end[0] == "errand"] == [("errand", code)]


def test_all_are_asked_to_end_and_who_does_not_is_ended(tmp_path):
    enough, codes = threading.Event(), {}
    posts = [
        ManagedProcess(
            name, program(STAYS.format(how=how, then=f"open({str(tmp_path / name)!r}, 'w');"))
        )
        for name, how in [("deaf", "SIG_IGN"), ("polite", "SIG_DFL")]
    ]
    supervisor = Supervisor(posts, 3.0, lambda post, code: codes.update({post.name: code}))

    def look():
        if all((tmp_path / post.name).exists() for post in posts):
            enough.set()

    thread = threading.Thread(target=supervisor.run, args=(look, 0.05))
    thread.start()
    assert enough.wait(PATIENCE)
    supervisor.stop()
    thread.join(PATIENCE)
    assert codes == {"deaf": -signal.SIGKILL, "polite": -signal.SIGTERM}


def test_a_look_that_fails_still_ends_every_process():
    post = ManagedProcess("one", program(STAYS.format(how="SIG_DFL", then="")))
    supervisor = Supervisor([post], 5)
    seen = []

    def look():
        seen.append(post.process)
        raise RuntimeError("the look failed")

    with pytest.raises(RuntimeError, match="the look failed"):
        supervisor.run(look)
    (process,) = seen
    assert process.returncode == -signal.SIGTERM


def test_what_a_fallen_process_has_started_does_not_go_on(tmp_path):
    """Its successor would do the same work beside it."""
    helper, enough = tmp_path / "helper", threading.Event()
    fall = (
        "import subprocess, pathlib; p = subprocess.Popen(['sleep', '1000']); "
        f"pathlib.Path({str(helper)!r}).write_text(str(p.pid)); raise SystemExit(1)"
    )
    run_until(
        Supervisor([ManagedProcess("one", program(fall))], 5, lambda *_: enough.set()), enough
    )
    eventually(lambda: is_gone(int(helper.read_text())))
