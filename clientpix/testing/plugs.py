"""Pulling the plug of a process at a named step, in forks that may be lost."""

import os
import signal
import traceback

from assets import failpoints


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
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
