"""Install missing system programs, or print what does not work without them."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from clientpix.setup.console import SetupError, print_line, run_quietly


@dataclass(frozen=True)
class Tool:
    """A program, its Debian package, and what does not work without it."""

    program: str
    package: str
    loss: str

    @property
    def is_installed(self) -> bool:
        return find_program(self.program) is not None


RUNTIME_TOOLS = (
    Tool("perl", "perl", "camera data is not read"),
    Tool("ffmpeg", "ffmpeg", "videos are stored and can be downloaded, but not played"),
)
TEST_TOOLS = (
    Tool("nginx", "nginx", "tests with a real nginx are skipped"),
    Tool("initdb", "postgresql", "tests on PostgreSQL are skipped"),
    Tool("msgfmt", "gettext", "tests of the translations are skipped"),
    Tool("chromium", "chromium", "tests in a browser are skipped"),
)


def find_program(program: str) -> Path | None:
    """Find PROGRAM on the PATH and in the folders that Debian leaves out of a user's PATH."""
    postgres = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders = [os.environ.get("PATH", ""), "/usr/sbin", "/sbin", *map(str, postgres)]
    path = shutil.which(program, path=os.pathsep.join(folders))
    return Path(path) if path else None


def install(tools: tuple[Tool, ...]) -> None:
    missing = [tool for tool in tools if not tool.is_installed]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_install(missing)
        missing = [tool for tool in tools if not tool.is_installed]
    for tool in missing:
        print_line(f"Missing: {tool.program} (package {tool.package}). Without it, {tool.loss}.")


def _apt_install(tools: list[Tool]) -> None:
    # In runlevel 1 Debian packages do not start their servers. The tests start their own.
    packages = [tool.package for tool in tools]
    print_line(f"Installing {', '.join(packages)} ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    options = ["-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
    try:
        run_quietly(["apt-get", "update"], "apt-get update failed.", environment)
        run_quietly(
            ["apt-get", "install", *options, *packages], "apt-get install failed.", environment
        )
    except SetupError as error:
        print_line(f"{error} Continuing without.")
