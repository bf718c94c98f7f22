"""What the set-up says: a line for each thing it does, a sentence for what it cannot."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

LAST_LINES = 12
LEAST_FREE = 20 * 1024**2
FULL = "The disk is full: free some space and start again."


class CannotSetUp(Exception):
    """Why it stops here, and what to do."""


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def run(
    command: Sequence[str | Path], else_say: str, env: Mapping[str, str] | None = None
) -> None:
    """Run it quietly. When it fails its last lines and ELSE_SAY tell why."""
    done = subprocess.run(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=env
    )
    if done.returncode == 0:
        return
    say("\n".join(f"    {line}" for line in done.stdout.splitlines()[-LAST_LINES:]))
    raise CannotSetUp(reason_in(done.stdout) or _reason_on_disk() or else_say)


def reason_in(output: str) -> str:
    if "No space left on device" in output:
        return FULL
    if "DO NOT MATCH THE HASHES" in output or "EINTEGRITY" in output:
        return "A package came with other bytes than the locked ones: do not trust that source."
    return ""


def _reason_on_disk() -> str:
    """Some tools fail on a full disk without saying so."""
    return FULL if shutil.disk_usage(".").free < LEAST_FREE else ""
