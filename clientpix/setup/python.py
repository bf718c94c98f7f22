"""Install exactly the locked Python packages into .venv."""

import shutil
import subprocess
import sys
from pathlib import Path

from clientpix.setup import stamps
from clientpix.setup.console import SetupError, print_line, run_quietly

INSTALL_FAILED = (
    "The Python packages could not be installed. Check the network, and the pip settings if you "
    "use a proxy or your own package index. Then start again."
)


def install(root: Path, lock: str) -> None:
    """Install the packages of LOCK into .venv. If that fails, a new .venv is removed."""
    venv, lock_file = root / ".venv", root / lock
    stamp = venv / f".{lock}.done"
    state = stamps.fingerprint([lock_file], venv.as_posix())
    is_new = not _is_usable(venv)
    if not is_new and stamps.is_done(stamp, state):
        return
    print_line(f"Installing Python packages from {lock} ...")
    try:
        if is_new:
            _create_venv(venv)
        _pip(venv, "--require-hashes", "--requirement", str(lock_file))
        stamps.set_done(stamp, state)
    except BaseException as error:  # also Ctrl-C
        if is_new:
            shutil.rmtree(venv, ignore_errors=True)
        if isinstance(error, OSError):
            raise SetupError(f"{venv} cannot be written: {error.strerror}.") from error
        raise


def _is_usable(venv: Path) -> bool:
    # Not if the folder was moved or its interpreter is gone.
    try:
        test = "import sys, pip; sys.exit(sys.prefix != sys.argv[1])"
        command = [str(venv / "bin" / "python"), "-c", test, str(venv)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def _create_venv(venv: Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    run_quietly([sys.executable, "-m", "venv", venv], INSTALL_FAILED)


def _pip(venv: Path, *arguments: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    run_quietly(
        [venv / "bin" / "python", "-m", "pip", "install", *quiet, *arguments], INSTALL_FAILED
    )
