import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command

from clientpix.testing import size_limits
from clientpix.testing.repository import ROOT, copy_to, tracked

BIN = Path(sys.executable).parent
PYTHON = [name for name in tracked() if name.endswith(".py")]


@pytest.fixture
def copy(tmp_path):
    return copy_to(tmp_path / "tree")


def run(*command, folder=ROOT):
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def lint_imports(folder=ROOT):
    return run(BIN / "lint-imports", "--no-logo", "--no-cache", folder=folder)


def pure_modules():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (pure,) = [one for one in contracts["contracts"] if one["id"] == "pure"]
    return [module.replace(".", "/") for module in pure["source_modules"]]


def test_imports_keep_the_contracts():
    code, output = lint_imports()
    assert code == 0, output


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("accounts/models/users.py", "import albums", "Apps lean only on the apps below them"),
        (
            "assets/storage/paths.py",
            "import clientpix.env",
            "Nobody imports clientpix but the tests",
        ),
        ("clientpix/env.py", "import django.conf", "Pure modules do not import Django"),
        ("clientpix/jobs/models.py", "import clientpix.operations.health", "Inside clientpix"),
        ("clientpix/jobs/queue.py", "import clientpix.jobs.workers.pool", "Inside clientpix.jobs"),
        ("albums/models/album.py", "import albums.urls", "Inside albums"),
        ("assets/services.py", "", "Inside assets"),
    ],
)
def test_a_forbidden_import_is_found(copy, module, line, contract):
    with (copy / module).open("a") as file:
        file.write(f"\n{line}\n")
    code, output = lint_imports(copy)
    assert code != 0
    broken = [line for line in output.splitlines() if " BROKEN" in line]
    assert any(line.startswith(contract) for line in broken), output


def test_no_file_or_function_is_too_large():
    assert size_limits.breaches(ROOT, tracked()) == []


def test_files_and_functions_that_are_too_large_are_found(tmp_path):
    (tmp_path / "long.py").write_text("x = 1\n" * 330)
    (tmp_path / "tall.py").write_text("def tower():\n" + "    x = 1\n" * 60)
    (tmp_path / "wide.html").write_text("<p>\n" * 151)
    (tmp_path / "fine.py").write_text("x = 1\n" * 320)
    assert size_limits.breaches(tmp_path, ["long.py", "tall.py", "wide.html", "fine.py"]) == [
        "long.py: 330 lines, at most 320",
        "tall.py: tower has 61 lines, at most 40",
        "wide.html: 151 lines, at most 150",
    ]


def test_every_exception_from_the_size_limits_is_still_needed(monkeypatch):
    named = dict(size_limits.EXCEPTIONS)
    monkeypatch.setattr(size_limits, "EXCEPTIONS", {})
    assert set(named) <= set(size_limits.breaches(ROOT, tracked()))


def test_ruff_finds_nothing():
    code, output = run(BIN / "ruff", "check", "--no-cache", *PYTHON)
    assert code == 0, output
    code, output = run(BIN / "ruff", "format", "--no-cache", "--check", *PYTHON)
    assert code == 0, output


def test_a_complex_function_is_found(tmp_path):
    branches = "".join(f"    if x == {n}:\n        return {n}\n" for n in range(9))
    (tmp_path / "tangle.py").write_text(f"def tangle(x):\n{branches}    return x\n")
    config = ["--config", ROOT / "pyproject.toml", "--no-cache"]
    code, output = run(BIN / "ruff", "check", *config, tmp_path / "tangle.py")
    assert code == 1
    assert "C901" in output


def test_templates_are_formatted(tmp_path):
    templates = [name for name in tracked() if name.endswith(".html")]
    for name in templates:
        shutil.copy2(ROOT / name, tmp_path / name.replace("/", "_"))
    code, output = run(BIN / "djade", "--target-version", "6.0", *tmp_path.iterdir())
    assert code == 0, output


def test_pure_modules_are_strictly_typed():
    paths = [ROOT / name for name in pure_modules()]
    files = [path if path.is_dir() else path.with_suffix(".py") for path in paths]
    code, output = run(BIN / "mypy", "--no-incremental", "--exclude", "/tests/", *files)
    assert code == 0, output


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
