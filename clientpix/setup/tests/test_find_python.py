import shutil
import subprocess
import sys

import pytest

from clientpix.testing.repository import ROOT

FINDER = ROOT / "clientpix" / "setup" / "find-python.sh"
REQUIRED_PROGRAMS = ("bash", "ls", "sort", "id", "cat", "env")


@pytest.fixture
def machine(tmp_path):
    """A PATH with only the programs that the script needs, and an empty home."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    for name in REQUIRED_PROGRAMS:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    return tmp_path


def put(path, script=None):
    """Write a program that runs SCRIPT, or by default the Python of this test. Return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if script is None:
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    else:
        path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def find(machine):
    environment = {"PATH": str(machine / "bin"), "HOME": str(machine / "home")}
    done = subprocess.run([FINDER], cwd=machine, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout.strip(), done.stderr


def pyenv(machine, version):
    return machine / "home" / ".pyenv" / "versions" / version / "bin" / "python"


def test_python_on_the_path_is_preferred(machine):
    path = put(machine / "bin" / "python3")
    put(pyenv(machine, "3.13.0"))
    assert find(machine)[:2] == (0, path)


def test_shim_is_skipped_when_it_does_not_run(machine):
    put(machine / "bin" / "python3", 'echo "pyenv: python3: command not found" >&2; exit 127')
    put(machine / "bin" / "python3.12", "exit 127")
    real = put(pyenv(machine, "3.13.0"))
    assert find(machine)[:2] == (0, real)


def test_newest_pyenv_version_that_runs_is_used(machine):
    put(pyenv(machine, "3.14.9"), "exit 1")
    put(pyenv(machine, "3.9.18"))
    real = put(pyenv(machine, "3.13.0"))
    put(pyenv(machine, "3.12.1"))
    assert find(machine)[:2] == (0, real)


def test_advice_is_printed_when_there_is_no_python(machine):
    put(machine / "bin" / "python3", "exit 1")
    code, out, errors = find(machine)
    assert (code, out) == (1, "")
    assert "apt install python3" in errors
    assert "uv python install" in errors


def test_uv_installs_python_when_there_is_none(machine):
    real = machine / "home" / "uv-python"
    put(
        machine / "bin" / "uv",
        f'if [ "$2" = install ]; then touch "{real}.installed"; exit; fi\n'
        f'if [ -e "{real}.installed" ]; then echo "{real}"; exit; fi\n'
        "exit 1",
    )
    put(real)
    (machine / "bin" / "touch").symlink_to(shutil.which("touch"))
    code, out, errors = find(machine)
    assert (code, out) == (0, str(real))
    assert "Asking uv" in errors


def test_advice_is_printed_when_uv_cannot_install_python(machine):
    put(machine / "bin" / "uv", "echo no network >&2; exit 1")
    code, out, errors = find(machine)
    assert (code, out) == (1, "")
    assert "Client Pix needs Python 3.12" in errors


def test_missing_venv_package_is_named_when_apt_is_missing(machine):
    put(machine / "bin" / "python3", _without_ensurepip())
    code, _, errors = find(machine)
    assert code == 1
    assert f"python3.{sys.version_info.minor}-venv" in errors


def _without_ensurepip():
    return f'case "$2" in *ensurepip*) exit 1;; esac; exec "{sys.executable}" "$@"'
