"""Install packages from npm: ExifTool and the libraries for the browser."""

import os
import shutil
import subprocess
from pathlib import Path

from clientpix.setup import python, stamps
from clientpix.setup.console import SetupError, print_line, run_quietly

INSTALL_FAILED = "The npm packages could not be installed. Check the network and start again."


def install(root: Path, *, with_tools: bool) -> None:
    """Install exactly the locked packages. If that fails, node_modules is removed."""
    modules = root / "node_modules"
    kind = "all" if with_tools else "without tools"
    stamp = modules / ".done"
    files = [root / "package.json", root / "package-lock.json"]
    states = [stamps.fingerprint(files, name) for name in {kind, "all"}]
    if any(stamps.is_done(stamp, state) for state in states):
        return
    npm = _find_npm(root)
    print_line("Installing npm packages ...")
    omit = [] if with_tools else ["--omit=dev"]
    # No package gets to run code during the installation.
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    path = f"{npm.parent}{os.pathsep}{os.environ['PATH']}"
    try:
        command = [str(npm), "ci", "--prefix", str(root), *quiet, *omit]
        run_quietly(command, INSTALL_FAILED, {**os.environ, "PATH": path})
        stamps.set_done(stamp, stamps.fingerprint(files, kind))
    except BaseException as error:  # also Ctrl-C
        shutil.rmtree(modules, ignore_errors=True)
        if isinstance(error, OSError):
            raise SetupError(f"{modules} cannot be written: {error.strerror}.") from error
        raise


def _find_npm(root: Path) -> Path:
    """Return npm from the PATH if it runs, else install it from PyPI."""
    npm = shutil.which("npm")
    if npm and _is_runnable(Path(npm)):
        return Path(npm)
    python.install(root, "requirements-node.lock")
    return root / ".venv" / "bin" / "npm"


def _is_runnable(npm: Path) -> bool:
    command = [str(npm), "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
