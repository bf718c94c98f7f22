import shutil
import subprocess
import sys

import pytest

from clientpix.testing.repository import ROOT

FINDER = ROOT / "clientpix" / "setup" / "find-python.sh"
NEEDED = ("bash", "ls", "sort", "id", "cat", "env")


@pytest.fixture
def machine(tmp_path):
    """A PATH with the bare necessities and an empty home."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    for name in NEEDED:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    return tmp_path


def put(path, script=None):
    """A program that runs SCRIPT, or the Python that runs this test."""
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


def test_the_one_on_the_path_is_taken(machine):
    here = put(machine / "bin" / "python3")
    put(pyenv(machine, "3.13.0"))
    assert find(machine)[:2] == (0, here)


def test_a_shim_that_only_looks_like_one_is_passed_over(machine):
    put(machine / "bin" / "python3", 'echo "pyenv: python3: command not found" >&2; exit 127')
    put(machine / "bin" / "python3.12", "exit 127")
    real = put(pyenv(machine, "3.13.0"))
    assert find(machine)[:2] == (0, real)


def test_the_newest_of_pyenv_that_runs_is_taken(machine):
    put(pyenv(machine, "3.14.9"), "exit 1")
    put(pyenv(machine, "3.9.18"))
    real = put(pyenv(machine, "3.13.0"))
    put(pyenv(machine, "3.12.1"))
    assert find(machine)[:2] == (0, real)


def test_without_any_it_says_what_to_do(machine):
    put(machine / "bin" / "python3", "exit 1")
    code, out, words = find(machine)
    assert (code, out) == (1, "")
    assert "apt install python3" in words
    assert "uv python install" in words


def test_uv_is_asked_when_there_is_none_and_its_answer_is_used(machine):
    real = machine / "home" / "uv-python"
    put(
        machine / "bin" / "uv",
        f'if [ "$2" = install ]; then touch "{real}.installed"; exit; fi\n'
        f'if [ -e "{real}.installed" ]; then echo "{real}"; exit; fi\n'
        "exit 1",
    )
    put(real)
    (machine / "bin" / "touch").symlink_to(shutil.which("touch"))
    code, out, words = find(machine)
    assert (code, out) == (0, str(real))
    assert "asking uv" in words


def test_a_uv_that_cannot_fetch_one_is_not_the_last_word(machine):
    put(machine / "bin" / "uv", "echo no network >&2; exit 1")
    code, out, words = find(machine)
    assert (code, out) == (1, "")
    assert "Client Pix needs Python 3.12" in words


def test_half_a_library_is_named_even_where_apt_is_missing(machine):
    put(machine / "bin" / "python3", _without_ensurepip())
    code, _, words = find(machine)
    assert code == 1
    assert f"python3.{sys.version_info.minor}-venv" in words


def _without_ensurepip():
    return f'case "$2" in *ensurepip*) exit 1;; esac; exec "{sys.executable}" "$@"'
