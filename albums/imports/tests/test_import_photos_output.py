import os
import pty
import re
import subprocess
import sys
import termios
from contextlib import suppress

import pytest

from albums.tests.factories.folders import card, fill, without_progress
from clientpix.testing.installation import PATIENCE, House
from clientpix.testing.repository import ROOT

SUMMARY = re.compile(r"Anna: 300 new \(2\.\d MB\)\. It took (\d+ min )?\d+ s\.\n")


@pytest.fixture
def folder(tmp_path):
    return card(tmp_path / "card", 300)


def command(folder, *options):
    bring = ("import_photos", "--later", "--album=Anna")
    return [sys.executable, ROOT / "manage.py", *bring, folder, *options]


def on_a_terminal(home, command, columns=0, **environment):
    """Its exit status, and all that it wrote on a terminal of its own."""
    here, there = pty.openpty()
    termios.tcsetwinsize(there, (24, columns))
    process = subprocess.Popen(
        command, env=home.environment | environment, stdin=there, stdout=there, stderr=there
    )
    os.close(there)
    seen = b""
    with suppress(OSError):  # so it says that nobody is at the other end
        while piece := os.read(here, 65536):
            seen += piece
    os.close(here)
    return process.wait(PATIENCE), seen.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [0, 50, 200])
def test_on_a_terminal_there_is_a_bar_that_goes_away_again(home, folder, columns):
    fill(folder, {"a.pdf": b"%PDF-1.7"})
    code, seen = on_a_terminal(home, command(folder), columns)
    assert code == 1
    bars = re.findall(r"\r\x1b\[K(\[[#-]+\] (\d+) of 301 files[^\r\n]*)", seen)
    assert bars
    assert [int(done) for _, done in bars] == sorted(int(done) for _, done in bars)
    assert {len(bar) for bar, _ in bars} == {(columns or 80) - 1}
    left = [line.rpartition("\x1b[K")[2] for line in seen.split("\n")[:-1]]
    assert left[0] == f"refused: {folder}/a.pdf: This is a PDF, not a photo or a film."
    assert left[1].startswith("Anna: 300 new (")
    assert len(left) == 2


def test_on_a_terminal_that_knows_no_escapes_none_are_sent(home, folder):
    code, seen = on_a_terminal(home, command(folder), TERM="dumb")
    assert code == 0
    assert SUMMARY.fullmatch(without_progress(seen))


def test_into_a_file_go_plain_lines(home, folder):
    fill(folder, {"a.pdf": b"%PDF-1.7"})
    done = home.manage(*command(folder)[2:])
    assert done.returncode == 1
    assert done.stderr == f"refused: {folder}/a.pdf: This is a PDF, not a photo or a film.\n"
    summary = without_progress(done.stdout)
    assert re.fullmatch(r"Anna: 300 new \(.*\), 1 refused\. It took (\d+ min )?\d+ s\.\n", summary)


@pytest.fixture(params=["nobody", "no room"])
def deaf(request):
    """Something to write to that takes nothing."""
    if request.param == "nobody":
        ear, mouth = os.pipe()
        os.close(ear)
    else:
        mouth = os.open("/dev/full", os.O_WRONLY)
    yield mouth
    os.close(mouth)


@pytest.mark.parametrize("troubles", [0, 1])
@pytest.mark.parametrize("streams", [["stdout"], ["stdout", "stderr"]])
def test_who_does_not_listen_any_more_stops_nothing(home, tmp_path, deaf, streams, troubles):
    folder = fill(card(tmp_path / "few", 70), {"a.pdf": b"%PDF-1.7"} if troubles else {})
    outputs = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    outputs |= dict.fromkeys(streams, deaf)
    process = subprocess.run(command(folder), env=home.environment, timeout=PATIENCE, **outputs)
    assert process.returncode == troubles
    assert home.value("SELECT count(*) FROM albums_placement") == 70


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_log_that_knows_few_letters_gets_what_it_knows(home, tmp_path, encoding):
    folder = fill(tmp_path / "Zoë 写真", {b"caf\xe9 \xf0\x9f\x98\x80.pdf": b"%PDF-"})
    environment = home.environment | {"PYTHONIOENCODING": encoding}
    asked = command(folder, "--album=写真")
    done = subprocess.run(asked, env=environment, capture_output=True, timeout=PATIENCE)
    assert done.returncode == 1
    title = "写真" if encoding == "utf-8" else "\\u5199\\u771f"
    summary = without_progress(done.stdout.decode(encoding))
    assert summary.startswith(f"{title}: 0 new, 1 refused. It took ")
    (line,) = done.stderr.decode(encoding).splitlines()
    assert line.endswith(".pdf: This is a PDF, not a photo or a film.")
    assert f" {title}/" in line


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["/", "--jobs", "0"], 1, "--jobs must be from 1 to 64."),
        (["/", "--jobs", "many"], 2, "argument --jobs: invalid int value: 'many'"),
        (["/", "--nonsense"], 2, "unrecognized arguments: --nonsense"),
        ([], 2, "the following arguments are required: PATH"),
        (["/nowhere/at\nall"], 1, "/nowhere/at\\nall: No such file or directory."),
        ([os.fsdecode(b"/caf\xe9")], 1, "/caf\\xe9: No such file or directory."),
    ],
)
def test_nonsense_is_answered_in_a_sentence(house, arguments, code, words):
    done = house.manage("import_photos", "--album", "Anna", *arguments)
    assert done.returncode == code
    assert words in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_house_that_was_never_set_up_is_told_so(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    done = House(tmp_path / "empty").manage(*command(folder)[2:])
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "manage.py migrate" in done.stderr
