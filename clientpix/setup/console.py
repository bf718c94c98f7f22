"""Output of the setup, and errors of the commands it runs."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

SHOWN_LINES = 12
MIN_FREE_BYTES = 20 * 1024**2
DISK_FULL_MESSAGE = "The disk is full. Free up some space and start again."


class SetupError(Exception):
    """The setup cannot continue. The message says why, and what to do."""


def print_line(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def run_quietly(
    command: Sequence[str | Path], message: str, env: Mapping[str, str] | None = None
) -> None:
    """Run COMMAND without its output. If it fails, print its last lines and raise SetupError."""
    done = subprocess.run(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=env
    )
    if done.returncode == 0:
        return
    print_line("\n".join(f"    {line}" for line in done.stdout.splitlines()[-SHOWN_LINES:]))
    raise SetupError(find_reason(done.stdout) or _find_disk_reason() or message)


def find_reason(output: str) -> str:
    """Return a message for an error that is recognized in OUTPUT, or an empty string."""
    if "No space left on device" in output:
        return DISK_FULL_MESSAGE
    if "DO NOT MATCH THE HASHES" in output or "EINTEGRITY" in output:
        return "A package differs from its locked hash. Do not trust this package source."
    return ""


def _find_disk_reason() -> str:
    # Some tools fail on a full disk without an error message about it.
    return DISK_FULL_MESSAGE if shutil.disk_usage(".").free < MIN_FREE_BYTES else ""
