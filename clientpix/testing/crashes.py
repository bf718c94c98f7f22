"""Pulling the plug of a process at a named step, in forks that may be lost."""

import multiprocessing
import os
import signal
import traceback
from functools import partial

from assets.storage import failpoints

PATIENCE = 120


def pull_at(step, time=1):
    """From now on this process is gone as it reaches STEP for so many times."""
    left = [time]

    def reach(here):
        left[0] -= here == step
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    failpoints.reach = reach


def noted():
    """The steps that are reached from now on, in their order."""
    steps = []
    failpoints.reach = steps.append
    return steps


def in_a_fork(work):
    """Do it in a child; what became of that comes back, below zero the signal that ended it."""
    return _end_of(_forked(work))


def side_by_side(number, work):
    """Do it in so many at once, each told which it is and where all meet; how they ended."""
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
