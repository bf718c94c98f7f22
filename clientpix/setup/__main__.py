"""`python -m clientpix.setup start|test`: the part of start.sh and test.sh that is in Python."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clientpix.setup import node, python, system
from clientpix.setup.console import SetupError, print_line

ROOT = Path(__file__).resolve().parent.parent.parent


def main(purpose: str, arguments: list[str]) -> None:
    try:
        with _lock_setup():
            _set_up(for_tests=purpose == "test", with_demo="--demo" in arguments)
    except SetupError as error:
        sys.exit(f"Client Pix: {error}")
    except KeyboardInterrupt:
        sys.exit("Client Pix: stopped during setup. Start again to continue.")
    interpreter = str(ROOT / ".venv" / "bin" / "python")
    program = ["-m", "clientpix.setup.suite"] if purpose == "test" else ["manage.py", "serve"]
    os.chdir(ROOT)
    # Replaces this process, so that Ctrl-C and SIGTERM reach the server itself.
    os.execv(interpreter, [interpreter, *program, *arguments])  # noqa: S606


def _set_up(*, for_tests: bool, with_demo: bool) -> None:
    system.install(system.RUNTIME_TOOLS + system.TEST_TOOLS if for_tests else system.RUNTIME_TOOLS)
    python.install(ROOT, "requirements.lock")
    if for_tests:
        python.install(ROOT, "requirements-dev.lock")
    elif with_demo:
        _install_demo()
    node.install(ROOT, with_tools=for_tests)


def _install_demo() -> None:
    try:
        python.install(ROOT, "requirements-demo.lock")
    except SetupError as error:
        raise SetupError(f"{error} Or start without --demo.") from error


@contextmanager
def _lock_setup() -> Iterator[None]:
    """Make a second setup that runs at the same time wait. It then finds everything done."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print_line("Waiting for another setup to finish ...")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
