"""What the set-up says: a line for each thing it does, a sentence for what it cannot."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

SHOWN_LINES = 12
MIN_FREE_BYTES = 20 * 1024**2
DISK_FULL_MESSAGE = "The disk is full: free some space and start again."


class SetupError(Exception):
    """Why it stops here, and what to do."""


def print_line(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def run_quietly(
    command: Sequence[str | Path], else_say: str, env: Mapping[str, str] | None = None
) -> None:
    """Run it quietly. When it fails its last lines and ELSE_SAY tell why."""
    done = subprocess.run(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=env
    )
    if done.returncode == 0:
        return
    print_line("\n".join(f"    {line}" for line in done.stdout.splitlines()[-SHOWN_LINES:]))
    raise SetupError(find_reason(done.stdout) or _find_disk_reason() or else_say)


def find_reason(output: str) -> str:
    if "No space left on device" in output:
        return DISK_FULL_MESSAGE
    if "DO NOT MATCH THE HASHES" in output or "EINTEGRITY" in output:
        return "A package came with other bytes than the locked ones: do not trust that source."
    return ""


def _find_disk_reason() -> str:
    """Some tools fail on a full disk without saying so."""
    return DISK_FULL_MESSAGE if shutil.disk_usage(".").free < MIN_FREE_BYTES else ""
