"""Kill a forked process at a named failpoint."""

import multiprocessing
import os
import signal
import traceback
from functools import partial

from assets.storage import failpoints

PATIENCE = 120


def pull_at(step, time=1):
    """Kill this process when it reaches STEP for the TIMEth time."""
    left = [time]

    def reach(here):
        left[0] -= here == step
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    failpoints.reach = reach


def noted():
    """Record the failpoints that this process reaches, and return the growing list."""
    steps = []
    failpoints.reach = steps.append
    return steps


def in_a_fork(work):
    """Run WORK in a child process. Return its exit code, or the negated signal that killed it."""
    return _end_of(_forked(work))


def side_by_side(number, work):
    """Run WORK(lane, barrier) in NUMBER child processes at once, and return their exit codes."""
    meet = multiprocessing.get_context("fork").Barrier(number, timeout=PATIENCE)
    return [*map(_end_of, [_forked(partial(work, lane, meet)) for lane in range(number)])]


def _forked(work):
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _end_of(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
