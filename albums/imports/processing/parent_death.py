"""Replace this process by a program that ends when its parent does.

A program of its own, so that no code has to run between fork and exec. It must not import
anything from Client Pix: it runs without the site packages.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: str, *command: str) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
        # The parent may have died before the call above; then no signal would ever come.
        if os.getppid() != int(parent):
            return
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])
