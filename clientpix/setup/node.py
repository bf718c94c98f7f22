"""What comes from npm: the programs and the browser's libraries."""

import os
import shutil
import subprocess
from pathlib import Path

from clientpix.setup import python, stamps
from clientpix.setup.console import SetupError, print_line, run_quietly

INSTALL_FAILED = "The packages from npm could not be installed: check the network and start again."


def install(root: Path, *, with_tools: bool) -> None:
    """node_modules is exactly what the lock names afterwards, or is not there."""
    modules = root / "node_modules"
    kind = "all" if with_tools else "without tools"
    stamp = modules / ".done"
    files = [root / "package.json", root / "package-lock.json"]
    states = [stamps.fingerprint(files, word) for word in {kind, "all"}]
    if any(stamps.is_done(stamp, state) for state in states):
        return
    npm = _find_npm(root)
    print_line("Installing the packages from npm ...")
    omit = [] if with_tools else ["--omit=dev"]
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    path = f"{npm.parent}{os.pathsep}{os.environ['PATH']}"
    try:
        command = [str(npm), "ci", "--prefix", str(root), *quiet, *omit]
        run_quietly(command, INSTALL_FAILED, {**os.environ, "PATH": path})
        stamps.set_done(stamp, stamps.fingerprint(files, kind))
    except BaseException as error:
        shutil.rmtree(modules, ignore_errors=True)
        if isinstance(error, OSError):
            raise SetupError(f"{modules} cannot be written: {error.strerror}.") from error
        raise


def _find_npm(root: Path) -> Path:
    """The one on the PATH if it runs, else the one that PyPI brings."""
    found = shutil.which("npm")
    if found and _is_runnable(Path(found)):
        return Path(found)
    python.install(root, "requirements-node.lock")
    return root / ".venv" / "bin" / "npm"


def _is_runnable(npm: Path) -> bool:
    command = [str(npm), "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
