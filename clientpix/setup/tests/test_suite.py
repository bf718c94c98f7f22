import subprocess
import sys

from clientpix.setup import suite
from clientpix.setup.suite import Stage
from clientpix.testing.repository import ROOT

LINES = """
SKIPPED [2] clientpix/operations/tests/test_nginx.py:29: nginx is not installed
SKIPPED [1] clientpix/operations/tests/test_nginx.py:39: nginx is not installed
SKIPPED [1] clientpix/setup/tests/test_install.py:56: only root may mount a small disk
FAILED clientpix/tests/test_env.py::test_something - assert 1 == 2
=========== 1 failed, 473 passed, 4 skipped, 1 error in 86.11s (0:01:26) ===========
"""


def parse(lines, name="SQLite"):
    stage = Stage(name, "")
    for line in lines.splitlines():
        stage._read(line)
    return stage


def test_stage_is_counted_from_its_last_line(capsys):
    stage = parse(LINES)
    assert stage.count("passed") == 473
    assert stage.count("failed", "error", "errors") == 2
    assert stage.count("skipped") == 4


def test_summary_lists_every_skip_with_its_reason_and_the_totals(capsys):
    skipped = Stage("Chromium", "chromium")
    skipped.skip("Chromium is not installed")
    stages = [parse(LINES), parse("53 passed, 529 deselected in 42.95s", "PostgreSQL"), skipped]
    capsys.readouterr()
    suite._print_summary(stages)
    output = capsys.readouterr().out
    assert (
        "in SQLite: 3 (nginx is not installed, clientpix/operations/tests/test_nginx.py)" in output
    )
    assert "in SQLite: 1 (only root may mount a small disk" in output
    assert "in Chromium: 1 (Chromium is not installed (whole stage))" in output
    assert output.splitlines()[-1] == "526 passed, 2 failed, 5 skipped"


def test_stage_fails_when_pytest_crashes_before_its_summary(monkeypatch, tmp_path, capsys):
    (tmp_path / "conftest.py").write_text("raise RuntimeError('broken')")
    stage = Stage("SQLite", "")
    stage.run(["-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(tmp_path)])
    assert stage.code not in (0, suite.PYTEST_NO_TESTS)


def test_exit_code_is_1_when_a_stage_was_killed_or_nothing_ran():
    good, killed, empty = parse(LINES), parse(LINES), parse("582 deselected in 0.97s")
    killed.code = -9
    assert suite.exit_code([good, empty]) == 0
    assert suite.exit_code([good, killed]) == 1
    assert suite.exit_code([empty, empty]) == 1


def test_parallel_stage_prints_its_output_when_it_has_finished(tmp_path, capsys):
    (tmp_path / "test_it.py").write_text("def test_it():\n    pass\n")
    stage = Stage("PostgreSQL", "", buffer=[])
    stage._read("first line")
    assert capsys.readouterr().out == ""
    stage.run(["-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(tmp_path)])
    output = capsys.readouterr().out
    assert output.startswith("first line\n\n--- PostgreSQL ---\n")
    assert "1 passed" in output


def test_parts_of_a_stage_cover_every_test_exactly_once(tmp_path):
    for name in "abcdefgh":
        (tmp_path / f"test_{name}.py").write_text(f"def test_{name}():\n    pass\n")
    parts = [set(collect(tmp_path, f"{number}/3")) for number in (1, 2, 3)]
    assert sorted(name for part in parts for name in part) == collect(tmp_path, "1/1")
    assert all(parts)


def collect(folder, part):
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "--part", part]
    plain = ["-p", "clientpix.testing", f"--rootdir={folder}", str(folder)]
    done = subprocess.run([*command, *plain], capture_output=True, text=True, cwd=ROOT)
    return sorted(line for line in done.stdout.splitlines() if "::" in line)
