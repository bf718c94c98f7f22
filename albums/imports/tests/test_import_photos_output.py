import os
import pty
import re
import subprocess
import sys
import termios
from contextlib import suppress

import pytest

from albums.tests.factories.folders import create_card, without_progress, write_files
from clientpix.testing.installation import PATIENCE, Installation
from clientpix.testing.repository import ROOT

SUMMARY = re.compile(r"Anna: 300 new \(2\.\d MB\)\. It took (\d+ min )?\d+ s\.\n")


@pytest.fixture
def folder(tmp_path):
    return create_card(tmp_path / "card", 300)


def command(folder, *options):
    command = ("import_photos", "--later", "--album=Anna")
    return [sys.executable, ROOT / "manage.py", *command, folder, *options]


def run_on_terminal(owned_installation, command, columns=0, **environment):
    """Return the exit status of COMMAND and all that it wrote to a terminal."""
    parent_end, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, columns))
    process = subprocess.Popen(
        command,
        env=owned_installation.environment | environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    output = b""
    with suppress(OSError):  # raised when the other end has been closed
        while piece := os.read(parent_end, 65536):
            output += piece
    os.close(parent_end)
    return process.wait(PATIENCE), output.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [0, 50, 200])
def test_a_terminal_shows_a_bar_that_disappears_again(owned_installation, folder, columns):
    write_files(folder, {"a.pdf": b"%PDF-1.7"})
    code, output = run_on_terminal(owned_installation, command(folder), columns)
    assert code == 1
    bars = re.findall(r"\r\x1b\[K(\[[#-]+\] (\d+) of 301 files[^\r\n]*)", output)
    assert bars
    assert [int(done) for _, done in bars] == sorted(int(done) for _, done in bars)
    assert {len(bar) for bar, _ in bars} == {(columns or 80) - 1}
    lines = [line.rpartition("\x1b[K")[2] for line in output.split("\n")[:-1]]
    assert lines[0] == f"refused: {folder}/a.pdf: This is a PDF, not a photo or video."
    assert lines[1].startswith("Anna: 300 new (")
    assert len(lines) == 2


def test_a_dumb_terminal_gets_no_escape_sequences(owned_installation, folder):
    code, output = run_on_terminal(owned_installation, command(folder), TERM="dumb")
    assert code == 0
    assert SUMMARY.fullmatch(without_progress(output))


def test_a_log_file_gets_plain_lines(owned_installation, folder):
    write_files(folder, {"a.pdf": b"%PDF-1.7"})
    done = owned_installation.manage(*command(folder)[2:])
    assert done.returncode == 1
    assert done.stderr == f"refused: {folder}/a.pdf: This is a PDF, not a photo or video.\n"
    summary = without_progress(done.stdout)
    assert re.fullmatch(r"Anna: 300 new \(.*\), 1 refused\. It took (\d+ min )?\d+ s\.\n", summary)


@pytest.fixture(params=["closed pipe", "full disk"])
def broken_stream(request):
    """A file descriptor that every write to fails."""
    if request.param == "closed pipe":
        reader, writer = os.pipe()
        os.close(reader)
    else:
        writer = os.open("/dev/full", os.O_WRONLY)
    yield writer
    os.close(writer)


@pytest.mark.parametrize("refused", [0, 1])
@pytest.mark.parametrize("streams", [["stdout"], ["stdout", "stderr"]])
def test_the_import_goes_on_when_its_output_cannot_be_written(
    owned_installation, tmp_path, broken_stream, streams, refused
):
    folder = write_files(
        create_card(tmp_path / "few", 70), {"a.pdf": b"%PDF-1.7"} if refused else {}
    )
    outputs = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    outputs |= dict.fromkeys(streams, broken_stream)
    process = subprocess.run(
        command(folder), env=owned_installation.environment, timeout=PATIENCE, **outputs
    )
    assert process.returncode == refused
    assert owned_installation.value("SELECT count(*) FROM albums_placement") == 70


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_letters_outside_the_log_encoding_are_escaped(owned_installation, tmp_path, encoding):
    folder = write_files(tmp_path / "Zoë 写真", {b"caf\xe9 \xf0\x9f\x98\x80.pdf": b"%PDF-"})
    environment = owned_installation.environment | {"PYTHONIOENCODING": encoding}
    arguments = command(folder, "--album=写真")
    done = subprocess.run(arguments, env=environment, capture_output=True, timeout=PATIENCE)
    assert done.returncode == 1
    title = "写真" if encoding == "utf-8" else "\\u5199\\u771f"
    summary = without_progress(done.stdout.decode(encoding))
    assert summary.startswith(f"{title}: 0 new, 1 refused. It took ")
    (line,) = done.stderr.decode(encoding).splitlines()
    assert line.endswith(".pdf: This is a PDF, not a photo or video.")
    assert f" {title}/" in line


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["/", "--jobs", "0"], 1, "--jobs must be from 1 to 64."),
        (["/", "--jobs", "many"], 2, "argument --jobs: invalid int value: 'many'"),
        (["/", "--nonsense"], 2, "unrecognized arguments: --nonsense"),
        ([], 2, "the following arguments are required: PATH"),
        (["/nowhere/at\nall"], 1, "/nowhere/at\\nall: No such file or directory."),
        ([os.fsdecode(b"/caf\xe9")], 1, "/caf\\xe9: No such file or directory."),
    ],
)
def test_invalid_arguments_are_refused_in_one_sentence(installation, arguments, code, message):
    done = installation.manage("import_photos", "--album", "Anna", *arguments)
    assert done.returncode == code
    assert message in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_the_error_names_migrate_when_the_database_was_never_set_up(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    done = Installation(tmp_path / "empty").manage(*command(folder)[2:])
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "manage.py migrate" in done.stderr
