"""Programs of the system. What may not be installed is named, and all else goes on."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from clientpix.setup.console import SetupError, print_line, run_quietly


@dataclass(frozen=True)
class Tool:
    """A program, the package that has it and what is lost without it."""

    program: str
    package: str
    loss: str

    @property
    def is_installed(self) -> bool:
        return find_program(self.program) is not None


RUNTIME_TOOLS = (
    Tool("perl", "perl", "what cameras write into their files is not read"),
    Tool("ffmpeg", "ffmpeg", "films are kept and can be downloaded, but not shown"),
)
TEST_TOOLS = (
    Tool("nginx", "nginx", "tests with a real nginx are skipped"),
    Tool("initdb", "postgresql", "tests on PostgreSQL are skipped"),
    Tool("msgfmt", "gettext", "tests of the translations are skipped"),
    Tool("chromium", "chromium", "tests in a browser are skipped"),
)


def find_program(program: str) -> Path | None:
    """Also where Debian keeps what is not for everybody's PATH."""
    servers = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places = [os.environ.get("PATH", ""), "/usr/sbin", "/sbin", *map(str, servers)]
    found = shutil.which(program, path=os.pathsep.join(places))
    return Path(found) if found else None


def install(tools: tuple[Tool, ...]) -> None:
    missing = [tool for tool in tools if not tool.is_installed]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_install(missing)
        missing = [tool for tool in tools if not tool.is_installed]
    for tool in missing:
        print_line(f"Not here: {tool.program} (package {tool.package}). Without it {tool.loss}.")


def _apt_install(tools: list[Tool]) -> None:
    """Nothing is started by being installed: the tests start servers of their own."""
    packages = [tool.package for tool in tools]
    print_line(f"Installing {', '.join(packages)} ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    options = ["-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
    try:
        run_quietly(["apt-get", "update"], "apt-get update failed.", environment)
        run_quietly(
            ["apt-get", "install", *options, *packages], "apt-get install failed.", environment
        )
    except SetupError as reason:
        print_line(f"{reason} Going on without.")
